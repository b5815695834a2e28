"""Training on the course photos (or the built-in drawings without them), compared with other implementations.

The others are the notebook's arithmetic taken literally, scikit-learn, PyTorch, and the bare products C K, which no
exact method can avoid. All run in turn and are compared by their median time per iteration; so are momentum, L2 and
mini-batches. Fifty seeds trained together are compared with as many runs of the others.

The steps are also compared with their bare products in short blocks that alternate, by the time that a tenth of the
blocks stay below: what else the machine does then matters little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from engine.data import course as course_photos
from engine.data.dataset import Dataset
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.experiments.seed_study import SeedStudy
from engine.experiments.subset_training import create_population, networks_per_population
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.other_implementations import Implementation, other_implementations

ROUNDS = 7
CONFIG = TrainingConfig()
BLOCKS, BLOCK_STEPS = 1000, 12
# By name, settings of which a step is compared with the bare product, and the most that it should take.
STEPS: dict[str, tuple[dict[str, Any], float | None]] = {
    "a step": ({}, 2.8),
    "a step with momentum": ({"momentum": 0.9}, 2.8),
    "a step with L2": ({"l2": 0.7}, 2.8),
    "a step on a mini-batch of 32": ({"batch_size": 32}, 2.8),
    "a step with dropout": ({"dropout": 0.2}, None),
}
# By name, how many times faster a run should be.
TARGETS = {"the literal notebook arithmetic": 100.0, "scikit-learn": 100.0, "PyTorch float32": 60.0}
# The runs with options that are compared, too.
OPTIONS: dict[str, dict[str, Any]] = {
    "with momentum": {"momentum": 0.9},
    "with L2": {"l2": 0.7},
    "in mini-batches": {"batch_size": 32},
}


def measure() -> list[Measurement]:
    """The time of a run, as a multiple of the bare products, and the speed-up over each other implementation."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    examples = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    each = _times(examples, CONFIG, {"bare": _bare_products(examples)})
    figures = [
        Measurement("2,500 iterations of ours", CONFIG.iterations * each["ours"], "s"),
        Measurement("ours against the bare products C K", each["ours"] / each["bare"], "x", 2.8, at_most=True),
        *_speed_ups(each, ""),
        *_speed_ups({**each, "ours": _time_of_seeds(dataset)}, "fifty seeds together, "),
    ]
    for name, settings in OPTIONS.items():
        figures += _speed_ups(_times(examples, replace(CONFIG, **settings), {}), f"{name}, ")
    figures += [
        Measurement(f"{name} against the bare product C K", _step_ratio(examples, settings), "x", most, at_most=True)
        for name, (settings, most) in STEPS.items()
    ]
    networks = networks_per_population(CONFIG, examples)
    ratio = _stack_ratio(examples, networks)
    return [*figures, Measurement(f"a step of one of {networks} networks against the same", ratio, "x")]


def _times(examples: Examples, config: TrainingConfig, others: dict[str, Implementation]) -> dict[str, float]:
    """The median time of an iteration of each implementation, by name."""
    X = examples.rows.T.astype(np.float64) * examples.scale
    implementations = {"ours": _ours(examples, config), **others, **other_implementations(X, examples.Y, config)}
    times: dict[str, list[float]] = {name: [] for name in implementations}
    for _ in range(ROUNDS):
        for name, (iterations, run) in implementations.items():
            began = perf_counter()
            run()
            times[name].append((perf_counter() - began) / iterations)
    return {name: median(found) for name, found in times.items()}


def _speed_ups(each: dict[str, float], prefix: str) -> list[Measurement]:
    """How much faster ours is than the others; with a `prefix`, those of options, without targets."""
    return [
        Measurement(f"{prefix}faster than {name}", each[name] / each["ours"], "x", None if prefix else target)
        for name, target in TARGETS.items()
        if name in each
    ]


def _time_of_seeds(dataset: Dataset) -> float:
    """The time of an iteration of one of the networks that the window trains to compare seeds."""
    study = SeedStudy(dataset, CONFIG)
    began = perf_counter()
    trained = len(list(study))
    return (perf_counter() - began) / (trained * CONFIG.iterations)


def _step_ratio(examples: Examples, settings: dict[str, Any]) -> float:
    """The time of a step with `settings`, as a multiple of that of the bare product C K."""
    steps = iter(Trainer(examples, replace(CONFIG, iterations=BLOCKS * BLOCK_STEPS + 1, **settings)))
    # The training has limited BLAS to one thread, and will until `steps` goes.
    return _ratio_to_bare(examples, partial(next, steps))


def _stack_ratio(examples: Examples, networks: int) -> float:
    """The same for a step of one of `networks` that are trained together."""
    population = create_population(CONFIG, range(networks), examples)
    with threadpool_limits(1, user_api="blas"):
        return _ratio_to_bare(examples, partial(population.descend, CONFIG.learning_rate), networks)


def _ratio_to_bare(examples: Examples, step: Callable[[], object], networks: int = 1) -> float:
    """The time of `step` of each of its `networks`, as a multiple of that of C K."""
    steps = max(1, BLOCK_STEPS // networks)
    K = examples.inner_products(examples)
    C = np.random.RandomState(0).randn(CONFIG.hidden_layers[0], examples.count)
    times: dict[str, list[float]] = {"steps": [], "bare": []}
    for _ in range(BLOCKS):
        began = perf_counter()
        for _ in range(steps):
            step()
        between = perf_counter()
        for _ in range(BLOCK_STEPS):
            C @ K
        times["steps"].append((between - began) / (steps * networks))
        times["bare"].append((perf_counter() - between) / BLOCK_STEPS)
    return float(np.quantile(times["steps"], 0.1) / np.quantile(times["bare"], 0.1))


def _ours(examples: Examples, config: TrainingConfig) -> Implementation:
    """Whole runs, the Gram matrix included."""

    def run() -> None:
        for _ in Trainer(examples, config):
            pass

    return config.iterations, run


def _bare_products(examples: Examples) -> Implementation:
    K = examples.inner_products(examples)
    C = np.random.RandomState(0).randn(CONFIG.hidden_layers[0], examples.count)

    def run() -> None:
        with threadpool_limits(1, user_api="blas"):
            for _ in range(CONFIG.iterations):
                C @ K

    return CONFIG.iterations, run
