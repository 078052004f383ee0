"""Example calls of every function of the array API standard, and of every operator and method of its arrays.

A row is a name and the calls as text, one a line or between semicolons; `A`, `V` and the others are the arrays below.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

RNG = np.random.default_rng(0)
SQUARE = RNG.normal(size=(3, 3))

ARRAYS: dict[str, np.ndarray] = {
    "A": RNG.normal(size=(2, 3)),
    "B": RNG.normal(size=(2, 3)),
    "P": RNG.uniform(0.2, 0.9, size=(2, 3)),  # between 0 and 1
    "Q": RNG.uniform(1.2, 1.9, size=(2, 3)),  # above 1
    "V": np.array([0.5, -1.5, 2.5]),
    "W": np.array([1.25, 0.25, -0.75]),
    "F": RNG.normal(size=(2, 3)).astype(np.float32),
    "C": RNG.normal(size=(2, 3)) + 1j * RNG.normal(size=(2, 3)),
    "S": SQUARE + 4 * np.eye(3),
    "H": SQUARE @ SQUARE.T + np.eye(3),  # symmetric and positive
    "M": np.stack([SQUARE + 4 * np.eye(3), SQUARE + 5 * np.eye(3)]),
    "Z": np.array(0.75),
    "I": np.array([3, 1, 2]),
    "J": np.array([[2, 0, 1], [1, 2, 0]]),
    "N": np.array([[True, False, True], [False, False, True]]),
    "U": np.array([2.0, 1.0, 2.0, 3.0]),
}

ONE = """abs asinh atan ceil cos cosh exp expm1 floor isfinite isinf isnan negative positive round sign signbit sin sinh
    square tan tanh trunc"""
ONE_POSITIVE = "acos asin atanh log log10 log1p log2 reciprocal sqrt"
TWO = """add atan2 copysign divide equal floor_divide greater greater_equal hypot less less_equal logaddexp maximum
    minimum multiply nextafter not_equal remainder subtract"""
BITS = "bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor"
AXES = "; A, axis=0; A, axis=(0, 1), keepdims=True; F, axis=-1; Z"

FUNCTIONS: dict[str, str] = {
    **dict.fromkeys(ONE.split(), "A; Z; F"),
    **dict.fromkeys(ONE_POSITIVE.split(), "P; Z; xp.astype(P, xp.float32)"),
    **dict.fromkeys(("conj", "imag", "real"), "C; C[0, 0]; xp.astype(C, xp.complex64)"),
    "acosh": "Q; Q[0, 0]; xp.astype(Q, xp.float32)",
    **dict.fromkeys(TWO.split(), "A, B; A, V; F, F; A, Z; A, 2.0; 2.0, A"),
    **dict.fromkeys(BITS.split(), "J, I; I, 1"),
    **{f"logical_{name}": "N, N; N, True" for name in ("and", "or", "xor")},
    "pow": "P, A; P, 2.0; 2.0, A; V, 3",
    "bitwise_invert": "I; N",
    "logical_not": "N",
    "clip": "A, -0.5, 0.5; A, min=-0.5; A, max=0.5; A, -P, P; F, 0, 1",
    # creation
    "arange": "3; 1, 7, 2; 0.0, 1.0, 0.25; 3, dtype=xp.float32; 3, device=A.device",
    "asarray": "[1.0, 2.0]; A; A, dtype=xp.float32; A, copy=True; A, device=A.device; 2.5, dtype=xp.float32",
    "empty": "(0, 3); 0, dtype=xp.float32; (0,), device=A.device",
    "empty_like": "A[:0, :]; A[:0, :], dtype=xp.float32; A[:0, :], device=A.device",
    "eye": "3; 2, 3, k=1; 2, dtype=xp.float32; 2, device=A.device",
    "from_dlpack": "I",
    "full": "(2, 3), 2.5; 2, 1; 2, 2.5, dtype=xp.float32; 2, 2.5, device=A.device",
    "full_like": "A, 2.5; A, fill_value=2; A, 1, dtype=xp.float32; A, 2.5, device=A.device",
    "linspace": "0.0, 1.0, 5; 0.0, 1.0, 4, endpoint=False; 0, 1, num=3, dtype=xp.float32, device=A.device",
    "meshgrid": "V, W; V, W, indexing='ij'",
    "ones": "(2, 3); 2, dtype=xp.float32; 2, device=A.device",
    "ones_like": "A; F; A, dtype=xp.float32; A, device=A.device",
    "tril": "S; S, k=1; M, k=-1",
    "triu": "S; S, k=1; M, k=-1",
    "zeros": "(2, 3); 2, dtype=xp.float32; 2, device=A.device",
    "zeros_like": "A; F; A, dtype=xp.float32; A, device=A.device",
    # dtypes
    "astype": "A, xp.float32; A, xp.complex128; I, xp.float64; A, xp.float64, copy=False; A, xp.int64",
    "broadcast_arrays": "A, V; A, Z, V",
    "broadcast_shapes": "(2, 1), (3,)",
    "broadcast_to": "V, (2, 3); Z, shape=(2, 2)",
    "can_cast": "xp.float32, xp.float64; A, xp.float32",
    "finfo": "xp.float32; A; xp.complex64",
    "iinfo": "xp.int32; I",
    "isdtype": "xp.float32, 'real floating'; A.dtype, ('integral', 'bool'); I.dtype, xp.int64",
    "result_type": "A, F; F, 1.0; xp.int32, xp.int64; I, 2; F, C",
    # indexing, searching, sets, sorting
    "take": "A, I[1:], axis=1; V, I[1:]; V, J[0, :], axis=-1",
    "take_along_axis": "A, J, axis=1; A, J",
    "argmax": "A; A, axis=1; A, axis=0, keepdims=True",
    "argmin": "A; A, axis=1; A, axis=0, keepdims=True",
    "nonzero": "N; J",
    "count_nonzero": "J; J, axis=0; N, axis=1, keepdims=True; A, axis=(0, 1)",
    "searchsorted": "xp.sort(V), W; xp.sort(V), W, side='right'; V, W, sorter=xp.argsort(V); xp.sort(V), 0.5",
    "where": "N, A, B; N, A, 0.0; N, 1.0, F; A > 0, A, V",
    "unique_all": "U",
    "unique_counts": "U",
    "unique_inverse": "U",
    "unique_values": "U",
    "isin": "I, J; I, I[1:]; I, 2",  # array-api-strict 2.6 ignores `invert`
    "argsort": "A; V, descending=True; A, axis=0, stable=False; U, descending=True; I, descending=True",
    "sort": "A; V, descending=True; A, axis=0, stable=False; A, axis=0, descending=True; I, descending=True",
    # linear algebra in the main namespace
    "matmul": "A, S; S, V; V, W; M, S; F, F.T",
    "matrix_transpose": "A; M",
    "tensordot": "A, B; A, S, axes=1; A, S, axes=((1,), (0,))",
    "vecdot": "V, W; A, B; A, B, axis=-2; C, C",
    # manipulation
    "concat": "[A, B]; (A, B), axis=1; [A, V], axis=None; [F, A]",
    "expand_dims": "A, axis=0; A, 1; A, axis=-1",
    "flip": "A; A, axis=0; A, axis=(0, 1)",
    "moveaxis": "M, 0, 2; M, (0, 1), (2, 0)",
    "permute_dims": "M, (2, 0, 1); A, axes=(1, 0)",
    "repeat": "A, 2; A, 2, axis=1; V, I",
    "reshape": "A, (3, 2); A, shape=(6,), copy=True; A, (-1,), copy=None; A, (2, 3, 1), copy=False",
    "roll": "A, 1; A, shift=1, axis=0; A, (1, 2), axis=(0, 1)",
    "squeeze": "A[:, :1], 1; A[:1, :1], axis=(0, 1)",
    "stack": "[A, B]; (A, B), axis=-1",
    "tile": "A, (2, 1); V, (2, 2)",
    "unstack": "A; A, axis=1",
    # statistics and tests
    **dict.fromkeys(("max", "min", "mean"), f"A{AXES}"),
    **dict.fromkeys(("sum", "prod"), f"A{AXES}; I; F, dtype=xp.float64"),
    **dict.fromkeys(("std", "var"), f"A{AXES}; A, axis=1, correction=1; A, correction=0.5"),
    **dict.fromkeys(("all", "any"), "N; N, axis=0; N, axis=(0, 1), keepdims=True; A"),
    **dict.fromkeys(
        ("cumulative_sum", "cumulative_prod"),
        "V; A, axis=1; A, axis=0, include_initial=True; F, axis=0, dtype=xp.float64; I",
    ),
    "diff": "A; A, axis=0; A, n=2; V, prepend=W, append=W[:1]; I",
}

LINALG: dict[str, str] = {
    "cholesky": "H; H, upper=True",
    "cross": "V, W; A, B; A, V, axis=-1",
    "det": "S; M",
    "diagonal": "S; M, offset=1",
    "eigh": "H",
    "eigvalsh": "H",
    "inv": "S; M",
    "matmul": FUNCTIONS["matmul"],
    "matrix_norm": "A; M, keepdims=True; A, ord='nuc'; A, ord=1; A, ord=2; A, ord=float('inf')",
    "matrix_power": "S, 3; S, -2; M, 0",
    "matrix_rank": "S; A; M, rtol=0.5",
    "matrix_transpose": "A; M",
    "outer": "V, W",
    "pinv": "A; S, rtol=0.01",
    "qr": "A; S, mode='complete'",
    "slogdet": "S; M",
    "solve": "S, V; S, S; M, S",
    "svd": "A; A, full_matrices=False; S",
    "svdvals": "A",
    "tensordot": FUNCTIONS["tensordot"],
    "trace": "S; M, offset=1; S, dtype=xp.complex128",
    "vecdot": FUNCTIONS["vecdot"],
    "vector_norm": "A; A, axis=0; A, axis=(0, 1), keepdims=True; V, ord=1; V, ord=3; V, ord=float('inf'); V, ord=0",
}
LINALG |= {"eig": "S", "eigvals": "S"}  # of 2025.12

ALONG = "; {0}, n=4; {0}, axis=0; {0}, norm='ortho'"
OVER = "; {0}, s=(2, 2), axes=(0, 1); {0}, axes=(0, 1), norm='forward'"
FFT: dict[str, str] = {
    **{name: f"C{ALONG}".format("C") for name in ("fft", "ifft", "hfft", "irfft")},
    **{name: f"A{ALONG}".format("A") for name in ("rfft", "ihfft")},
    **{name: f"C{OVER}".format("C") for name in ("fftn", "ifftn", "irfftn")},
    "rfftn": f"A{OVER}".format("A"),
    "fftshift": "A; A, axes=1; A, axes=(0, 1)",
    "ifftshift": "A; A, axes=1",
    "fftfreq": "5; 4, d=0.5; 4, dtype=xp.float32; 4, device=A.device",
    "rfftfreq": "5; 4, d=0.5; 4, dtype=xp.float32; 4, device=A.device",
}

TABLES: dict[str, dict[str, str]] = {"": FUNCTIONS, "linalg": LINALG, "fft": FFT}

# The operators with an example of each side; in-place ones write into a copy, as leaves are not to be written into.
SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip
INTEGERS = ("and", "or", "xor", "lshift", "rshift")


def both_sides(name: str) -> dict[str, str]:
    """Return the examples of a binary operator, of its reflection and of its in-place form."""
    sign = SIGNS[name]
    a, b, number = ("J", "I", "1") if name in INTEGERS else ("Q", "S", "P") if name == "matmul" else ("Q", "P", "2.0")
    reflected = f"{number} {sign} {a}" if name != "matmul" else "V @ S"
    second = number if name != "matmul" else "W"
    in_place = {"and": "iand", "or": "ior"}.get(name, f"i{name}")
    return {
        f"__{name}__": f"{a} {sign} {b}; {a} {sign} {second}",
        f"__r{name}__": reflected,
        f"__i{name}__": f"operator.{in_place}(xp.asarray({a}, copy=True), {b})",
    }


ARRAY: dict[str, str] = {
    **{key: text for name in SIGNS for key, text in both_sides(name).items()},
    **{f"__{name}__": f"A {sign} B; A {sign} 0.5; F {sign} F" for name, sign in
       {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items()},
    "__abs__": "abs(A)",
    "__neg__": "-A",
    "__pos__": "+A",
    "__invert__": "~I; ~N",
    "__bool__": "bool(Z); bool(N[0, 0])",
    "__float__": "float(Z)",
    "__int__": "int(Z); int(I[0])",
    "__complex__": "complex(Z); complex(C[0, 0])",
    "__index__": "operator.index(I[0]); [5, 6, 7, 8][I[0]]",
    "__getitem__": "A[0, 1]; A[:, 1:]; A[..., None]; A[N]; A[-1, :]; A[I[1:] - 1, J[0, :2]]; V[I[1:]]",
    "__setitem__": "written(xp.asarray(A, copy=True), (0, 1), 5.0); written(xp.asarray(A, copy=True), N, 0.0)"
    "; written(xp.asarray(A, copy=True), (slice(None), 0), V[:2])",
    "__iter__": "[float(v) for v in V]",
    "__array_namespace__": "A.__array_namespace__().sum(A)",
    "__dlpack__": "xp.from_dlpack(I)",
    "__dlpack_device__": "A.__dlpack_device__()[0] + 0",
    "T": "A.T; S.T",
    "mT": "A.mT; M.mT",
    "dtype": "A.dtype; F.dtype; C.dtype; I.dtype; N.dtype",
    "ndim": "A.ndim; Z.ndim",
    "shape": "A.shape; Z.shape",
    "size": "A.size; Z.size",
    "device": "A.to_device(A.device)",
    "to_device": "A.to_device(A.device); F.to_device(F.device)",
}  # fmt: skip


def calls(text: str) -> list[str]:
    """Split a row of a table into its calls."""
    return [call.strip() for call in text.split(";")]


def written(x: Any, index: Any, value: Any) -> Any:
    """Write into an array and return it."""
    x[index] = value
    return x


def evaluate(text: str, xp: Any, arrays: dict[str, Any]) -> Any:
    """Return the value of an example."""
    return eval(text, {"xp": xp, "operator": operator, "written": written, **arrays})
