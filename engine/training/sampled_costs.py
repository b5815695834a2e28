"""The costs of a run at some of its iterations, as many as a curve can show."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.training.config import TrainingConfig
from engine.typing import FloatArray

# So many samples are four pixels apart in a plot of a thousand.
MOST_SAMPLES = 250
# A test cost takes a third of the time that a step takes for as many pictures; sampling may take this share of that of
# the steps.
_PASSES_OF_STEP, _MOST_SHARE = 3, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class SampledCosts:
    """The costs of a run at every `sampling_stride`-th iteration from 0 on, and at its end: up to 252 of each.

    Attributes: `iterations` (k,), increasing; `train` (k,), the training cost of each, before the step from there, and
    at the end that of the network that is kept; `test` (k,), the test cost of each.
    """

    iterations: FloatArray
    train: FloatArray
    test: FloatArray


def sampling_stride(config: TrainingConfig, train_count: int, test_count: int) -> int:
    """The steps from one sample of a run to the next, by the numbers of training and of test pictures.

    It is odd: at a high learning rate every second cost is high, and an even one would show only these, or none.
    """
    batch = min(config.batch_size or train_count, train_count)
    cheap = test_count / (_PASSES_OF_STEP * batch * _MOST_SHARE)
    return math.ceil(max(config.iterations / MOST_SAMPLES, cheap)) // 2 * 2 + 1
