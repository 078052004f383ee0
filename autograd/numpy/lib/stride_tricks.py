"""NumPy's stride_tricks, for tensors and plain arrays."""

from autograd.ops.windows import as_strided as as_strided, sliding_window_view as sliding_window_view
