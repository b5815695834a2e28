"""Fifty seeds of the notebook's network trained together, compared with the same runs one after the other.

On the course photos, or the built-in drawings without them. Half of the single runs come before, and half after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from engine.data.sources import course as course_photos
from engine.data.sources.opening import BUILTIN, COURSE, open_dataset
from engine.experiments.cross_validation import FOLDS, REPEATS, CrossValidation
from engine.experiments.seed_study import DEFAULT_SEEDS, SeedStudy
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement

CONFIG = TrainingConfig()


def measure() -> list[Measurement]:
    """Seconds for all seeds together, the speed-up, and seconds for a cross-validation."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    train, test = (Examples.from_pictures(part.pictures, part.labels) for part in dataset.parts.values())
    half = len(DEFAULT_SEEDS) // 2
    apart = _sequentially(train, test, DEFAULT_SEEDS[:half])
    together = _seconds(SeedStudy(train, test, CONFIG))
    apart += _sequentially(train, test, DEFAULT_SEEDS[half:])
    validation = CrossValidation(dataset, CONFIG)
    return [
        Measurement(f"{len(DEFAULT_SEEDS)} seeds together", together, "s"),
        Measurement("faster than one after the other", apart / together, "x", 3),
        Measurement(f"{REPEATS} times {FOLDS}-fold cross-validation", _seconds(validation), "s"),
    ]


def _sequentially(train: Examples, test: Examples, seeds: Sequence[int]) -> float:
    began = perf_counter()
    for seed in seeds:
        trainer = Trainer(train, replace(CONFIG, seed=seed), test)
        for _ in trainer:
            pass
        trainer.metrics(test)
    return perf_counter() - began


def _seconds(work: SeedStudy | CrossValidation) -> float:
    began = perf_counter()
    for _ in work:
        pass
    return perf_counter() - began
