"""Fifty seeds of the notebook's network trained together, compared with the same runs one after the other.

On the course photos, or the built-in drawings without them. Half of the single runs come before, and half after. The
processor time tells what training together saves on one processor, whatever else the machine does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter, process_time, thread_time
from typing import NamedTuple

from engine.data import course as course_photos
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.experiments.cross_validation import FOLDS, REPEATS, CrossValidation
from engine.experiments.seed_study import DEFAULT_SEEDS, SeedStudy
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement

CONFIG = TrainingConfig()


class Times(NamedTuple):
    """Seconds by the clock, and of the processors."""

    clock: float
    processors: float


def measure() -> list[Measurement]:
    """Seconds for all seeds together, the speed-ups, and seconds for a cross-validation."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    train, test = (Examples.from_pictures(part.pictures, part.labels) for part in dataset.parts.values())
    half = len(DEFAULT_SEEDS) // 2
    before = _train_apart(train, test, DEFAULT_SEEDS[:half])
    together = _train(SeedStudy(dataset, CONFIG))
    after = _train_apart(train, test, DEFAULT_SEEDS[half:])
    clock, processors = (sum(times) / of_all for *times, of_all in zip(before, after, together, strict=True))
    validation = CrossValidation(dataset, CONFIG)
    return [
        Measurement(f"{len(DEFAULT_SEEDS)} seeds together", together.clock, "s"),
        Measurement("faster than one after the other", clock, "x", 3),
        Measurement("less processor time than one after the other", processors, "x", 1.5),
        Measurement(f"{REPEATS} times {FOLDS}-fold cross-validation", _train(validation).clock, "s"),
    ]


def _train_apart(train: Examples, test: Examples, seeds: Sequence[int]) -> Times:
    # Other threads of BLAS wait in loops after the first products, which is no work.
    began, of_thread = perf_counter(), thread_time()
    for seed in seeds:
        trainer = Trainer(train, replace(CONFIG, seed=seed), test)
        for _ in trainer:
            pass
        trainer.metrics(test)
    return Times(perf_counter() - began, thread_time() - of_thread)


def _train(work: SeedStudy | CrossValidation) -> Times:
    began, of_process = perf_counter(), process_time()
    for _ in work:
        pass
    return Times(perf_counter() - began, process_time() - of_process)
