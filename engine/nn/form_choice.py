"""The choice of the first layer's form: the faster one for a run, by the operations that each takes.

Times are estimated, not measured, so that a run has the same form on every machine with enough memory. Both forms
multiply a matrix by n1 rows: the Gram form K, of m x m numbers, once per step; the pixel form X, of m x features,
twice, and converted from bytes. So for many full steps Gram is faster while m < 2.3 features. It must compute K first,
which mini-batches and short runs repay less.

The constants were measured with one thread of an AMD EPYC and OpenBLAS. Only their ratios matter.
`python -m tests.benchmarks growth` compares the choice with the times of both forms.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.nn.gram_layer import GramFirstLayer
from engine.nn.pixel_layer import PixelFirstLayer

_FLOAT_BYTES = 8
# The share of the free memory that Gram matrices may take, and the most that they may take: 20,000 pictures of 64x64
# then train in pixels, which takes a quarter longer, but 0.3 GB instead of 3.5.
_GRAM_SHARE = 0.25
_MAX_GRAM_BYTES = 2 * 10**9
# Runs are continued, and only the Gram form can tell contributions: a shorter run is planned as one of this length.
_LEAST_ITERATIONS = 100

# Nanoseconds per number of a matrix that is multiplied by n1 rows, and for each of these rows.
_PER_NUMBER, _PER_ROW = 0.2, 0.04
# More for a number that the caches of the processor do not hold, and the bytes that they do.
_FROM_MEMORY, _CACHE_BYTES = 0.3, 16e6
# For a byte that is made a number, and for one gathered for a mini-batch.
_FROM_BYTE, _GATHERED = 0.5, 0.5
# For a number of the layer's state in a step: gradient, difference and new value.
_PER_STATE = 2.0
# More rows than this change nothing. Beyond it they may be too many for a float.
_MOST_ROWS = 10**9
# For the calls that only a step in pixels makes.
_PIXEL_CALLS = 25_000.0
# For a multiplication in X^T X, half of which are left out, and in X^T T of other examples.
_PER_SYMMETRIC_PRODUCT, _PER_PRODUCT = 0.016, 0.03


@dataclass(frozen=True, slots=True)
class RunSize:
    """What the time of a run depends on.

    Attributes: `units`, n1; `features`, of a picture; `examples`, to train on; `tested`, others to evaluate;
    `iterations`; `batch_size`, 0 for all examples.
    """

    units: int
    features: int
    examples: int
    tested: int
    iterations: int
    batch_size: int = 0


def faster_form(size: RunSize) -> str:
    """The form of the first layer in which a run takes less time."""
    times = estimate_times(size)
    return min((GramFirstLayer.kind, PixelFirstLayer.kind), key=times.__getitem__)


def fits_gram(examples: int, tested: int, free: int) -> bool:
    """Whether the Gram matrices may take their memory, with `free` bytes of it."""
    return _FLOAT_BYTES * examples * (examples + tested) <= min(_MAX_GRAM_BYTES, _GRAM_SHARE * free)


def estimate_times(size: RunSize) -> dict[str, float]:
    """Nanoseconds of a run in each form, without what both have in common."""
    features, examples = size.features, size.examples
    units, iterations = min(size.units, _MOST_ROWS), max(size.iterations, _LEAST_ITERATIONS)
    batch = min(size.batch_size or examples, examples)
    gathered = _GATHERED if batch < examples else 0.0
    preparation = examples * features * (_PER_SYMMETRIC_PRODUCT * examples + _PER_PRODUCT * size.tested)
    from_memory = _FROM_MEMORY * (_FLOAT_BYTES * batch * examples > _CACHE_BYTES)
    per_product = _PER_NUMBER + _PER_ROW * units + from_memory + gathered
    gram_step = batch * examples * per_product + _PER_STATE * units * examples
    # Of the pixels, tiles that the caches hold are multiplied.
    per_feature = 2 * (_PER_NUMBER + _PER_ROW * units + _FROM_BYTE) + gathered
    pixel_step = batch * features * per_feature + _PER_STATE * units * features + _PIXEL_CALLS
    return {
        GramFirstLayer.kind: preparation + iterations * gram_step,
        PixelFirstLayer.kind: iterations * pixel_step,
    }
