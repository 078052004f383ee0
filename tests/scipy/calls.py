"""Calls of SciPy's own functions on tracked tensors, and what becomes of the graph.

`python -m tests.scipy.calls` prints a line for each: the call, what happens outside of a transform, and what inside,
with tabs between: `tracked`, `refused`, `constant` or a fault. Gradients of what is tracked are checked by differences.
The switch SCIPY_ARRAY_API=1, by which SciPy takes arrays of any library, is read when SciPy is imported.
"""

from __future__ import annotations

import contextlib
import importlib
import warnings
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.errors import AutogradError
from autograd.graph.modes import transforming

PACKAGES = (
    "special", "linalg", "stats", "signal", "integrate", "interpolate", "optimize", "ndimage", "fft", "sparse",
    "spatial", "cluster",
)  # fmt: skip

CALLS = """
    special.logsumexp(X); special.logsumexp(M, axis=1, keepdims=True); special.logsumexp(X, b=Y); special.softmax(X)
    special.log_softmax(X); special.gammaln(X); special.expit(X); special.erf(X); special.xlogy(X, Y)
    special.entr(P); special.rel_entr(P, X); special.kl_div(X, Y); special.logit(P); special.ndtr(X)
    special.log_ndtr(X); special.ndtri(P); special.gammainc(X, Y); special.betainc(X, Y, P); special.chdtr(X, Y)
    special.stdtr(X, Y); special.i0(X); special.multigammaln(X + 3, 2); special.sinc(X); special.diric(X, 3)
    special.factorial(X); special.comb(X + 4, 2); special.lambertw(X); special.wofz(X); special.jv(1, X)
    special.zeta(X + 1); special.exp1(X); special.hyp2f1(P, X, Y, P); special.ellipk(P); special.spherical_jn(1, X)
    special.legendre_p(2, P); special.eval_legendre(2, P)

    linalg.norm(X); linalg.det(M); linalg.inv(M); linalg.solve(M, V); linalg.cholesky(M); linalg.eigh(M)
    linalg.svd(M); linalg.expm(M); linalg.logm(M); linalg.sqrtm(M); linalg.qr(M); linalg.lu(M); linalg.pinv(M)
    linalg.lstsq(M, V); linalg.eigvals(M); linalg.eigvalsh(M); linalg.schur(M); linalg.solve_triangular(M, V)
    linalg.cho_factor(M); linalg.block_diag(M, M); linalg.toeplitz(V); linalg.circulant(V); linalg.hankel(V)
    linalg.companion(V); linalg.solve_sylvester(M, M, M); linalg.khatri_rao(M, M); linalg.null_space(M)
    linalg.bandwidth(M); linalg.issymmetric(M); linalg.dft(3) @ V; linalg.cosm(M)
    linalg.fractional_matrix_power(M, 0.5)

    stats.norm.logpdf(X); stats.norm.cdf(X, loc=V[0]); stats.norm(loc=X).mean(); stats.gamma.pdf(X, Y)
    stats.t.logpdf(X, 3); stats.beta.ppf(P, 2.0, 3.0); stats.poisson.logpmf(np.arange(5), X); stats.zscore(X)
    stats.gmean(X); stats.hmean(X); stats.pmean(X, 2); stats.moment(X, 2); stats.skew(X); stats.kurtosis(X)
    stats.variation(X); stats.sem(X); stats.describe(X); stats.entropy(X); stats.differential_entropy(X)
    stats.pearsonr(X, Y); stats.spearmanr(X, Y); stats.kendalltau(X, Y); stats.ttest_1samp(X, 0.5)
    stats.ttest_ind(X, Y); stats.ttest_rel(X, Y); stats.f_oneway(X, Y); stats.ks_2samp(X, Y)
    stats.mannwhitneyu(X, Y); stats.wilcoxon(X - Y); stats.chisquare(X, np.mean(X) * np.ones(5))
    stats.power_divergence(X); stats.linregress(X, Y); stats.theilslopes(X, Y); stats.trim_mean(X, 0.2); stats.iqr(X)
    stats.median_abs_deviation(X); stats.trimboth(X, 0.2); stats.gstd(X); stats.tmean(X); stats.tvar(X)
    stats.tstd(X); stats.rankdata(X); stats.mode(X); stats.zmap(X, Y); stats.boxcox(X); stats.boxcox_llf(0.5, X)
    stats.yeojohnson(X); stats.wasserstein_distance(X, Y); stats.energy_distance(X, Y); stats.gaussian_kde(X)(Y)
    stats.cumfreq(X); stats.percentileofscore(X, 0.5); stats.scoreatpercentile(X, 50); stats.binned_statistic(X, Y)
    stats.lmoment(X); stats.sigmaclip(X); stats.directional_stats(M); stats.circmean(X); stats.circvar(X)
    stats.quantile(X, 0.5); stats.multivariate_normal.logpdf(V, cov=M); stats.combine_pvalues(P); stats.expectile(X)
    stats.norm.fit(X); stats.bootstrap((X,), np.mean, n_resamples=5); stats.false_discovery_control(P)
    stats.jarque_bera(X); stats.levene(X, Y)

    signal.convolve(X, V); signal.fftconvolve(X, V); signal.correlate(X, V); signal.oaconvolve(X, V)
    signal.detrend(X); signal.lfilter(V, [1.0], X); signal.filtfilt([0.5, 0.5], [1.0], X, padlen=1)
    signal.hilbert(X); signal.welch(X, nperseg=4); signal.periodogram(X); signal.stft(X, nperseg=4)
    signal.resample(X, 7); signal.resample_poly(X, 2, 1); signal.medfilt(X); signal.wiener(X)
    signal.savgol_filter(X, 3, 1); signal.convolve2d(M, M); signal.sosfilt([[1, 0, 0, 1, 0, 0]], X)
    signal.find_peaks(X); signal.decimate(np.tile(X, 10), 2); signal.freqz(V); signal.envelope(X)
    signal.spectrogram(X, nperseg=4); signal.csd(X, Y, nperseg=4); signal.lombscargle(X, Y, P); signal.upfirdn(V, X)
    signal.residue(V, X); signal.vectorstrength(X, 2.0)

    integrate.trapezoid(X); integrate.simpson(X); integrate.cumulative_trapezoid(X); integrate.cumulative_simpson(X)
    integrate.romb(X); integrate.quad(lambda t: t * V[0], 0, 1); integrate.quad(lambda t: t, 0, V[0])
    integrate.solve_ivp(lambda t, y: -y * V[0], (0, 1), [1.0]); integrate.solve_ivp(lambda t, y: -y, (0, 1), V)
    integrate.odeint(lambda y, t: -y, V, [0.0, 1.0]); integrate.odeint(lambda y, t: -y * V[0], [1.0], [0.0, 1.0])
    integrate.quad_vec(lambda t: t * V, 0, 1); integrate.fixed_quad(lambda t: t * V[0], 0, 1)
    integrate.dblquad(lambda s, t: V[0], 0, 1, 0, 1); integrate.nquad(lambda t: t * V[0], [(0, 1)])
    integrate.tanhsinh(lambda t: t * V[0], 0.0, 1.0)

    interpolate.interp1d(np.arange(5.0), X)(1.5); interpolate.CubicSpline(np.arange(5.0), X)(1.5)
    interpolate.PchipInterpolator(np.arange(5.0), X)(1.5); interpolate.CubicSpline(np.arange(5.0), np.ones(5))(X)
    interpolate.make_interp_spline(np.arange(5.0), X)(1.5); interpolate.UnivariateSpline(np.arange(5.0), X)(1.5)
    interpolate.RegularGridInterpolator((np.arange(5.0),), X)([[1.5]])
    interpolate.RegularGridInterpolator((np.arange(5.0),), np.ones(5))(X[:, None])
    interpolate.BarycentricInterpolator(np.arange(5.0), X)(1.5)
    interpolate.Akima1DInterpolator(np.arange(5.0), X)(1.5)
    interpolate.RBFInterpolator(np.arange(5.0)[:, None], X)([[1.5]]); interpolate.griddata(np.arange(5.0), X, 1.5)
    interpolate.BSpline(np.arange(9.0), X, 3)(4.5); interpolate.splrep(np.arange(5.0), X)
    interpolate.krogh_interpolate(np.arange(5.0), X, 1.5); interpolate.lagrange(np.arange(5.0), X)(1.5)
    interpolate.PPoly(X[:, None], [0, 1])(0.5)

    optimize.minimize(lambda v: np.sum((v - V) ** 2), np.zeros(3)).x; optimize.minimize(lambda v: np.sum(v**2), V).x
    optimize.root(lambda v: v - V, np.zeros(3)).x; optimize.brentq(lambda v: v - V[0], -5.0, 5.0)
    optimize.newton(lambda v: v - V[0], 0.0); optimize.minimize_scalar(lambda v: (v - V[0]) ** 2).x
    optimize.least_squares(lambda v: v - V, np.zeros(3)).x; optimize.fsolve(lambda v: v - V, np.zeros(3))
    optimize.curve_fit(lambda t, a: a * t, np.arange(5.0), X); optimize.nnls(M, V); optimize.lsq_linear(M, V).x
    optimize.linprog(V).x; optimize.approx_fprime(np.zeros(3), lambda v: np.sum(v * V)); optimize.rosen(X)
    optimize.rosen_der(X); optimize.check_grad(lambda v: np.sum(v * V), lambda v: V, np.zeros(3))
    optimize.bisect(lambda v: v - V[0], -5.0, 5.0)
    optimize.fmin_bfgs(lambda v: np.sum((v - V) ** 2), np.zeros(3), disp=0); optimize.linear_sum_assignment(M)
    optimize.fixed_point(lambda v: 0.5 * v + V[0], 0.0)
    optimize.differential_evolution(lambda v: np.sum((v - V[0]) ** 2), [(-1, 1)], maxiter=1, rng=0).x

    ndimage.gaussian_filter(M, 1.0); ndimage.convolve(M, M); ndimage.uniform_filter(X, 3); ndimage.sobel(M)
    ndimage.zoom(X, 2); ndimage.shift(X, 0.5); ndimage.rotate(M, 30); ndimage.map_coordinates(M, [[0.5], [0.5]])
    ndimage.median_filter(X, 3); ndimage.laplace(M); ndimage.sum_labels(M); ndimage.mean(M)
    ndimage.center_of_mass(M); ndimage.maximum_filter(X, 3); ndimage.distance_transform_edt(M)
    ndimage.affine_transform(M, np.eye(2)); ndimage.gaussian_laplace(M, 1.0); ndimage.correlate1d(X, V)
    ndimage.generic_filter(X, np.sum, 3); ndimage.variance(M); ndimage.maximum(M); ndimage.label(M)
    ndimage.spline_filter(M); ndimage.fourier_gaussian(M, 1.0)

    fft.fft(X); fft.ifft(X); fft.rfft(X); fft.irfft(X); fft.fftn(M); fft.fft2(M); fft.hfft(X); fft.ihfft(X)
    fft.dct(X); fft.idct(X); fft.dst(X); fft.dctn(M); fft.fftshift(X); fft.ifftshift(X); fft.fht(X, 0.1, 0.5)
    fft.rfftn(M); fft.irfft2(M); fft.idstn(M)

    spatial.distance.cdist(M, M); spatial.distance.pdist(M); spatial.distance.squareform(V)
    spatial.distance.euclidean(X, Y); spatial.distance.cosine(X, Y); spatial.distance.cityblock(X, Y)
    spatial.distance.minkowski(X, Y, 3); spatial.distance.sqeuclidean(X, Y); spatial.distance.correlation(X, Y)
    spatial.distance.mahalanobis(V, V + 1, M); spatial.distance.jensenshannon(X, Y); spatial.distance.canberra(X, Y)
    spatial.distance.chebyshev(X, Y); spatial.distance.braycurtis(X, Y); spatial.distance.directed_hausdorff(M, M)
    spatial.distance.seuclidean(V, V + 1, V); spatial.distance_matrix(M, M); spatial.minkowski_distance(X, Y)
    spatial.procrustes(M, M @ M); spatial.cKDTree(M).query(V); spatial.ConvexHull(M[:, :2]).volume
    spatial.transform.Rotation.from_rotvec(V).as_matrix(); spatial.geometric_slerp(V, V, 0.5)

    sparse.csr_matrix(M); sparse.csr_array(M); sparse.coo_array(M); sparse.diags(V); sparse.csr_array(np.eye(3)) @ V
    sparse.csr_array(np.eye(3)) * V; sparse.csr_array(np.eye(3)).dot(V); V @ sparse.csr_array(np.eye(3))
    sparse.csr_array(np.eye(3)).multiply(V); M @ sparse.csr_array(np.eye(3))
    sparse.linalg.spsolve(sparse.csc_array(np.eye(3)), V); sparse.linalg.cg(np.eye(3), V)
    sparse.linalg.cg(M, np.ones(3)); sparse.linalg.gmres(M, V)
    sparse.linalg.LinearOperator((3, 3), matvec=lambda v: v) @ V; sparse.linalg.aslinearoperator(M) @ np.ones(3)
    sparse.linalg.norm(sparse.csr_array(M)); sparse.linalg.eigsh(M, 1); sparse.linalg.expm_multiply(M, V)
    sparse.kron(M, M); sparse.block_diag([M, M]); sparse.csr_array(np.eye(3)) + M; M + sparse.csr_array(np.eye(3))
    M * sparse.csr_array(np.eye(3)); V * sparse.csr_array(np.eye(3)); cluster.vq.whiten(M); cluster.vq.vq(M, M)
    cluster.vq.kmeans(M, 2, rng=0); cluster.hierarchy.linkage(M)
"""

RNG = np.random.default_rng(0)
BASE = RNG.normal(size=(3, 3))
ARRAYS = {
    "X": RNG.uniform(0.5, 2.0, 5),
    "Y": RNG.uniform(0.5, 2.0, 5),
    "P": RNG.uniform(0.1, 0.9, 5),
    "V": np.array([0.5, 1.5, 2.5]),
    "M": BASE @ BASE.T + np.eye(3),
}


def calls() -> list[str]:
    """Return the calls of the table."""
    return [call.strip() for line in CALLS.splitlines() for call in line.split(";") if call.strip()]


def numbers(value: Any) -> list[Any]:
    """Return the floating-point parts of a result: of tuples, and of objects with numbers as attributes."""
    if isinstance(value, (Tensor, np.ndarray, np.generic, float, complex)):
        kind = np.asarray(value.data if isinstance(value, Tensor) else value).dtype.kind
        return [value] if kind in "fcO" else []
    if isinstance(value, (tuple, list)):
        return [part for item in value for part in numbers(item)]
    if isinstance(value, (int, bool, str, type(None))) or not hasattr(value, "__dict__"):
        return []
    return [part for item in vars(value).values() for part in numbers(item)]


def scalar(value: Any) -> Any:
    """Return a number that depends on all tracked parts of a result."""
    parts = [part for part in numbers(value) if isinstance(part, Tensor) and part.requires_grad]
    total: Any = 0.0
    for part in parts:
        total = total + np.sum(np.cos(np.real(part) + 0.3))
    return total


def outcome(call: str, space: dict[str, Any], inside: bool) -> str:
    """Run a call on tracked tensors and say what happened."""
    given = {name: Tensor(a) for name, a in ARRAYS.items()}
    try:
        with transforming() if inside else contextlib.nullcontext():
            result = eval(call, {**space, **given})
    except AutogradError as error:
        return f"refused: {type(error).__name__}"
    except Exception as error:
        return f"refused otherwise: {type(error).__name__}: {error}".replace("\n", " ")[:200]
    parts = numbers(result)
    if any(isinstance(part, np.ndarray) and part.dtype == object for part in parts):
        return "an array of objects"
    if not any(isinstance(part, Tensor) and part.requires_grad for part in parts):
        return f"detached: {result!r:.80}".replace("\n", " ") if parts else "constant"
    if inside:
        return "tracked"
    try:
        return f"tracked{checked(call, space, given, result)}"
    except Exception as error:
        return f"fails later: {type(error).__name__}: {error}".replace("\n", " ")[:200]


def checked(call: str, space: dict[str, Any], given: dict[str, Tensor], result: Any) -> str:
    """Compare the gradient of a result with differences; return nothing, or what is wrong."""
    scalar(result).backward()
    for name, leaf in given.items():
        if leaf.grad is None:
            continue
        step = 1e-6 * np.cos(np.arange(leaf.size)).reshape(leaf.shape)
        if name == "M":
            step = step + step.T

        def at(sign: int, name: str = name, step: np.ndarray = step) -> float:
            moved = {key: Tensor(a + sign * step if key == name else a) for key, a in ARRAYS.items()}
            value = scalar(eval(call, {**space, **moved}))
            return float(value.data)

        slope, want = float(np.sum(leaf.grad * step)) / 1e-6, (at(1) - at(-1)) / 2e-6
        if not np.isclose(slope, want, rtol=1e-4, atol=1e-6):
            return f", wrongly in {name}: {slope} for {want}"
    return ""


def main() -> None:
    """Print what becomes of every call."""
    warnings.simplefilter("ignore")
    space: dict[str, Any] = {"np": np}
    for package in PACKAGES:
        space[package] = importlib.import_module(f"scipy.{package}")
    for module in ("sparse.linalg", "spatial.distance", "spatial.transform", "cluster.vq", "cluster.hierarchy"):
        importlib.import_module(f"scipy.{module}")
    with np.errstate(all="ignore"):
        for call in calls():
            print(call, outcome(call, space, False), outcome(call, space, True), sep="\t", flush=True)


if __name__ == "__main__":
    main()
