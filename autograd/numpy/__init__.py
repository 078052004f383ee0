"""NumPy's names, for tensors and plain arrays: `import autograd.numpy as np`.

Plain arrays in, plain arrays out. What is listed under `autograd.ops` records its calls on tensors; the rest is
NumPy's own, and says so when a tracked tensor is given to it. A test prints the line for a name that is missing.
"""



import importlib as _importlib
from typing import TYPE_CHECKING, Any as _Any

import numpy as _numpy
from numpy import (
    False_ as False_,
    ScalarType as ScalarType,
    True_ as True_,
    all as all,
    allclose as allclose,
    any as any,
    arange as arange,
    argmax as argmax,
    argmin as argmin,
    argpartition as argpartition,
    argwhere as argwhere,
    array2string as array2string,
    array_equal as array_equal,
    array_equiv as array_equiv,
    array_repr as array_repr,
    array_str as array_str,
    asmatrix as asmatrix,
    bartlett as bartlett,
    base_repr as base_repr,
    binary_repr as binary_repr,
    blackman as blackman,
    bmat as bmat,
    bool as bool,
    bool_ as bool_,
    broadcast as broadcast,
    broadcast_shapes as broadcast_shapes,
    busday_count as busday_count,
    busday_offset as busday_offset,
    busdaycalendar as busdaycalendar,
    byte as byte,
    bytes_ as bytes_,
    can_cast as can_cast,
    cdouble as cdouble,
    character as character,
    clongdouble as clongdouble,
    common_type as common_type,
    complex64 as complex64,
    complex128 as complex128,
    complex256 as complex256,
    complexfloating as complexfloating,
    count_nonzero as count_nonzero,
    csingle as csingle,
    datetime64 as datetime64,
    datetime_as_string as datetime_as_string,
    datetime_data as datetime_data,
    diag_indices as diag_indices,
    diag_indices_from as diag_indices_from,
    digitize as digitize,
    double as double,
    dtype as dtype,
    e as e,
    einsum_path as einsum_path,
    empty as empty,
    empty_like as empty_like,
    errstate as errstate,
    euler_gamma as euler_gamma,
    eye as eye,
    finfo as finfo,
    fix as fix,
    flatiter as flatiter,
    flatnonzero as flatnonzero,
    flexible as flexible,
    float16 as float16,
    float32 as float32,
    float64 as float64,
    float128 as float128,
    floating as floating,
    format_float_positional as format_float_positional,
    format_float_scientific as format_float_scientific,
    from_dlpack as from_dlpack,
    frombuffer as frombuffer,
    fromfile as fromfile,
    fromfunction as fromfunction,
    fromiter as fromiter,
    frompyfunc as frompyfunc,
    fromregex as fromregex,
    fromstring as fromstring,
    generic as generic,
    genfromtxt as genfromtxt,
    get_include as get_include,
    get_printoptions as get_printoptions,
    getbufsize as getbufsize,
    geterr as geterr,
    geterrcall as geterrcall,
    half as half,
    hamming as hamming,
    hanning as hanning,
    histogram_bin_edges as histogram_bin_edges,
    identity as identity,
    iinfo as iinfo,
    index_exp as index_exp,
    indices as indices,
    inexact as inexact,
    inf as inf,
    info as info,
    int8 as int8,
    int16 as int16,
    int32 as int32,
    int64 as int64,
    int_ as int_,
    intc as intc,
    integer as integer,
    intp as intp,
    is_busday as is_busday,
    isclose as isclose,
    iscomplex as iscomplex,
    iscomplexobj as iscomplexobj,
    isdtype as isdtype,
    isfortran as isfortran,
    isin as isin,
    isneginf as isneginf,
    isposinf as isposinf,
    isreal as isreal,
    isrealobj as isrealobj,
    isscalar as isscalar,
    issubdtype as issubdtype,
    iterable as iterable,
    ix_ as ix_,
    kaiser as kaiser,
    lexsort as lexsort,
    little_endian as little_endian,
    load as load,
    loadtxt as loadtxt,
    long as long,
    longdouble as longdouble,
    longlong as longlong,
    mask_indices as mask_indices,
    matrix as matrix,
    may_share_memory as may_share_memory,
    memmap as memmap,
    mgrid as mgrid,
    min_scalar_type as min_scalar_type,
    mintypecode as mintypecode,
    nan as nan,
    nanargmax as nanargmax,
    nanargmin as nanargmin,
    ndarray as ndarray,
    ndim as ndim,
    ndindex as ndindex,
    nditer as nditer,
    nested_iters as nested_iters,
    newaxis as newaxis,
    nonzero as nonzero,
    number as number,
    object_ as object_,
    ogrid as ogrid,
    ones as ones,
    ones_like as ones_like,
    packbits as packbits,
    pi as pi,
    poly1d as poly1d,
    printoptions as printoptions,
    promote_types as promote_types,
    ravel_multi_index as ravel_multi_index,
    recarray as recarray,
    record as record,
    result_type as result_type,
    s_ as s_,
    save as save,
    savetxt as savetxt,
    savez as savez,
    savez_compressed as savez_compressed,
    sctypeDict as sctypeDict,
    searchsorted as searchsorted,
    set_printoptions as set_printoptions,
    setbufsize as setbufsize,
    seterr as seterr,
    seterrcall as seterrcall,
    shape as shape,
    shares_memory as shares_memory,
    short as short,
    show_config as show_config,
    show_runtime as show_runtime,
    signedinteger as signedinteger,
    single as single,
    size as size,
    str_ as str_,
    test as test,
    timedelta64 as timedelta64,
    tri as tri,
    tril_indices as tril_indices,
    tril_indices_from as tril_indices_from,
    triu_indices as triu_indices,
    triu_indices_from as triu_indices_from,
    typecodes as typecodes,
    typename as typename,
    ubyte as ubyte,
    ufunc as ufunc,
    uint as uint,
    uint8 as uint8,
    uint16 as uint16,
    uint32 as uint32,
    uint64 as uint64,
    uintc as uintc,
    uintp as uintp,
    ulong as ulong,
    ulonglong as ulonglong,
    unpackbits as unpackbits,
    unravel_index as unravel_index,
    unsignedinteger as unsignedinteger,
    ushort as ushort,
    void as void,
    zeros as zeros,
    zeros_like as zeros_like,
)

from autograd.ops.affine import affine as affine
from autograd.ops.bessel import i0 as i0
from autograd.ops.contraction import (
    cross as cross,
    dot as dot,
    inner as inner,
    kron as kron,
    matmul as matmul,
    outer as outer,
    tensordot as tensordot,
    vdot as vdot,
    vecdot as vecdot,
)
from autograd.ops.convolution import convolve as convolve, correlate as correlate
from autograd.ops.counting import (
    bincount as bincount,
    histogram as histogram,
    histogram2d as histogram2d,
    histogramdd as histogramdd,
)
from autograd.ops.covariance import corrcoef as corrcoef, cov as cov
from autograd.ops.creation import (
    array as array,
    asanyarray as asanyarray,
    asarray as asarray,
    asarray_chkfinite as asarray_chkfinite,
    ascontiguousarray as ascontiguousarray,
    asfortranarray as asfortranarray,
    full as full,
    full_like as full_like,
    require as require,
)
from autograd.ops.cross_entropy import softmax_cross_entropy as softmax_cross_entropy
from autograd.ops.einsum import einsum as einsum
from autograd.ops.elementwise import (
    absolute as absolute,
    add as add,
    angle as angle,
    arccos as arccos,
    arccosh as arccosh,
    arcsin as arcsin,
    arcsinh as arcsinh,
    arctan as arctan,
    arctan2 as arctan2,
    arctanh as arctanh,
    cbrt as cbrt,
    clip as clip,
    conjugate as conjugate,
    copysign as copysign,
    cos as cos,
    cosh as cosh,
    deg2rad as deg2rad,
    degrees as degrees,
    divide as divide,
    divmod as divmod,
    exp as exp,
    exp2 as exp2,
    expm1 as expm1,
    fabs as fabs,
    float_power as float_power,
    fmax as fmax,
    fmin as fmin,
    fmod as fmod,
    frexp as frexp,
    heaviside as heaviside,
    hypot as hypot,
    imag as imag,
    ldexp as ldexp,
    log as log,
    log1p as log1p,
    log2 as log2,
    log10 as log10,
    logaddexp as logaddexp,
    logaddexp2 as logaddexp2,
    maximum as maximum,
    minimum as minimum,
    modf as modf,
    multiply as multiply,
    negative as negative,
    nextafter as nextafter,
    positive as positive,
    power as power,
    rad2deg as rad2deg,
    radians as radians,
    real as real,
    reciprocal as reciprocal,
    relu as relu,
    remainder as remainder,
    sigmoid as sigmoid,
    sign as sign,
    sin as sin,
    sinc as sinc,
    sinh as sinh,
    softplus as softplus,
    sqrt as sqrt,
    square as square,
    subtract as subtract,
    tan as tan,
    tanh as tanh,
)
from autograd.ops.filling import (
    copyto as copyto,
    fill_diagonal as fill_diagonal,
    nan_to_num as nan_to_num,
    place as place,
    put as put,
    put_along_axis as put_along_axis,
    putmask as putmask,
)
from autograd.ops.flat import (
    bitwise_and as bitwise_and,
    bitwise_count as bitwise_count,
    bitwise_or as bitwise_or,
    bitwise_xor as bitwise_xor,
    ceil as ceil,
    equal as equal,
    floor as floor,
    floor_divide as floor_divide,
    gcd as gcd,
    greater as greater,
    greater_equal as greater_equal,
    invert as invert,
    isfinite as isfinite,
    isinf as isinf,
    isnan as isnan,
    isnat as isnat,
    lcm as lcm,
    left_shift as left_shift,
    less as less,
    less_equal as less_equal,
    logical_and as logical_and,
    logical_not as logical_not,
    logical_or as logical_or,
    logical_xor as logical_xor,
    not_equal as not_equal,
    right_shift as right_shift,
    rint as rint,
    round as round,
    signbit as signbit,
    spacing as spacing,
    trunc as trunc,
)
from autograd.ops.gridded import gradient as gradient, trapezoid as trapezoid
from autograd.ops.ignoring_nan import (
    nancumprod as nancumprod,
    nancumsum as nancumsum,
    nanmax as nanmax,
    nanmean as nanmean,
    nanmin as nanmin,
    nanprod as nanprod,
    nanstd as nanstd,
    nansum as nansum,
    nanvar as nanvar,
)
from autograd.ops.indexing import (
    compress as compress,
    delete as delete,
    diag as diag,
    diagflat as diagflat,
    diagonal as diagonal,
    extract as extract,
    take as take,
    take_along_axis as take_along_axis,
    trace as trace,
    tril as tril,
    triu as triu,
)
from autograd.ops.manipulation import (
    append as append,
    array_split as array_split,
    atleast_1d as atleast_1d,
    atleast_2d as atleast_2d,
    atleast_3d as atleast_3d,
    block as block,
    broadcast_arrays as broadcast_arrays,
    broadcast_to as broadcast_to,
    column_stack as column_stack,
    copy as copy,
    dsplit as dsplit,
    dstack as dstack,
    expand_dims as expand_dims,
    flip as flip,
    hsplit as hsplit,
    hstack as hstack,
    insert as insert,
    matrix_transpose as matrix_transpose,
    meshgrid as meshgrid,
    moveaxis as moveaxis,
    roll as roll,
    rollaxis as rollaxis,
    split as split,
    squeeze as squeeze,
    swapaxes as swapaxes,
    tile as tile,
    transpose as transpose,
    vsplit as vsplit,
    vstack as vstack,
)
from autograd.ops.mapping import (
    apply_along_axis as apply_along_axis,
    apply_over_axes as apply_over_axes,
    c_ as c_,
    ndenumerate as ndenumerate,
    r_ as r_,
    vectorize as vectorize,
)
from autograd.ops.padding import pad as pad
from autograd.ops.piecewise import (
    interp as interp,
    piecewise as piecewise,
    real_if_close as real_if_close,
    unwrap as unwrap,
)
from autograd.ops.polynomials import (
    poly as poly,
    polyadd as polyadd,
    polyder as polyder,
    polydiv as polydiv,
    polyfit as polyfit,
    polyint as polyint,
    polymul as polymul,
    polysub as polysub,
    polyval as polyval,
    roots as roots,
    trim_zeros as trim_zeros,
    vander as vander,
)
from autograd.ops.products import cumprod as cumprod, cumsum as cumsum, prod as prod
from autograd.ops.quantiles import (
    median as median,
    nanmedian as nanmedian,
    nanpercentile as nanpercentile,
    nanquantile as nanquantile,
    percentile as percentile,
    quantile as quantile,
)
from autograd.ops.sets import (
    intersect1d as intersect1d,
    setdiff1d as setdiff1d,
    setxor1d as setxor1d,
    union1d as union1d,
    unique as unique,
    unique_all as unique_all,
    unique_counts as unique_counts,
    unique_inverse as unique_inverse,
    unique_values as unique_values,
)
from autograd.ops.shaping import (
    astype as astype,
    choose as choose,
    concatenate as concatenate,
    ravel as ravel,
    reshape as reshape,
    select as select,
    stack as stack,
    where as where,
)
from autograd.ops.softmax import log_softmax as log_softmax, logsumexp as logsumexp, softmax as softmax
from autograd.ops.sorting import (
    argsort as argsort,
    diff as diff,
    ediff1d as ediff1d,
    partition as partition,
    sort as sort,
    sort_complex as sort_complex,
)
from autograd.ops.spacing import geomspace as geomspace, linspace as linspace, logspace as logspace
from autograd.ops.statistical import average as average, max as max, mean as mean, min as min, ptp as ptp, sum as sum
from autograd.ops.tiling import (
    fliplr as fliplr,
    flipud as flipud,
    repeat as repeat,
    resize as resize,
    rot90 as rot90,
)
from autograd.ops.variance import std as std, var as var

# NumPy's other names for the same functions.
abs = absolute
acos = arccos
acosh = arccosh
amax = max
amin = min
around = round
asin = arcsin
asinh = arcsinh
atan = arctan
atan2 = arctan2
atanh = arctanh
bitwise_invert = invert
bitwise_left_shift = left_shift
bitwise_not = invert
bitwise_right_shift = right_shift
concat = concatenate
conj = conjugate
mod = remainder
permute_dims = transpose
pow = power
true_divide = divide
row_stack = vstack

if TYPE_CHECKING:
    from autograd.numpy import emath as emath, fft as fft, lib as lib, linalg as linalg, random as random


_HIPS = ("numpy_boxes", "numpy_jvps", "numpy_vjps", "numpy_vspaces", "numpy_wrapper")  # modules of HIPS autograd
_HELPERS = (
    "array_from_args",
    "concatenate_args",
    "make_diagonal",
    "metadata",
    "notrace_primitive",
    "parse_einsum_input",
    "primitive",
    "wrap_if_boxes_inside",
    "wrap_intdtype",
    "wrap_namespace",
)


def __getattr__(name: str) -> _Any:
    """Import the subpackages when they are asked for: numpy.random alone takes 15 ms."""
    if name in ("emath", "fft", "lib", "linalg", "random", *_HIPS):
        return _importlib.import_module(f"{__name__}.{name}")
    if name in _HELPERS:
        return getattr(_importlib.import_module(f"{__name__}.numpy_wrapper"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# Names that the oldest supported NumPy lacks.
if hasattr(_numpy, "matvec"):
    from autograd.ops.contraction import matvec as matvec
if hasattr(_numpy, "vecmat"):
    from autograd.ops.contraction import vecmat as vecmat
if hasattr(_numpy, "unstack"):
    from autograd.ops.manipulation import unstack as unstack
if hasattr(_numpy, "cumulative_prod"):
    from autograd.ops.products import cumulative_prod as cumulative_prod
if hasattr(_numpy, "cumulative_sum"):
    from autograd.ops.products import cumulative_sum as cumulative_sum
if hasattr(_numpy, "__array_namespace_info__"):  # what a consumer of the array API asks: ours is what NumPy's is
    from numpy import (
        __array_api_version__ as __array_api_version__,
        __array_namespace_info__ as __array_namespace_info__,
    )
