"""How long leave-one-out takes, measured on the first steps of a few of its networks."""

from __future__ import annotations

import time
from contextlib import closing

import numpy as np

from engine.experiments.batched_training import networks_per_batch
from engine.experiments.subset_training import SubsetRun, SubsetTraining
from engine.nn.examples import Examples
from engine.progress import ProgressCallback, no_progress
from engine.system.parallel import threads_for
from engine.training.config import TrainingConfig

# The steps are measured for so long, in seconds.
_MEASURED_SECONDS = 0.3


def seconds_per_network(
    train: Examples,
    targets: Examples,
    config: TrainingConfig,
    networks: int,
    progress: ProgressCallback = no_progress,
) -> float:
    """The seconds that one of `networks` takes that each learn without one picture, by its first steps.

    Networks that are trained at the same time share the processors. `progress` may raise to stop. Raises ConfigError
    for networks that do not fit into memory.
    """
    everything = np.arange(train.count)
    # As many as are trained at the same time in the whole work, so that one of these is not faster.
    most = networks_per_batch(config, train, own_examples=True) * threads_for(networks)
    runs = [SubsetRun(config.seed, np.delete(everything, index)) for index in range(min(networks, most, train.count))]
    training = SubsetTraining(train, targets, config, runs)
    return _measure(training, progress) / len(runs)


def _measure(training: SubsetTraining, progress: ProgressCallback) -> float:
    """The seconds that all steps of `training` take, without what is computed before the first."""
    began, done_before, elapsed, done, total = 0.0, 0, 0.0, 0, 0
    begins = time.perf_counter()
    with closing(iter(training)) as work:
        for now in work:
            progress(now.done, now.total)
            at, done, total = time.perf_counter(), now.done, now.total
            if not done_before:
                began, done_before = at, done
            elapsed = at - began
            if done_before and elapsed >= _MEASURED_SECONDS:
                break
    if done == done_before:  # all steps were taken before the first look
        return time.perf_counter() - begins
    return elapsed * total / (done - done_before)
