"""Training on the course photos (or the built-in drawings without them), compared with other implementations.

The others are the notebook's arithmetic taken literally, scikit-learn, PyTorch, and the bare products C K, which no
exact method can avoid. All run in turn and are compared by their median time per iteration.

The steps are also compared with their bare products in short blocks that alternate, by the time that a tenth of the
blocks stay below: what else the machine does then matters little.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from engine.data.sources import course as course_photos
from engine.data.sources.opening import BUILTIN, COURSE, open_dataset
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.benchmarks.measurement import Measurement
from tests.support import notebook_oracle

ROUNDS = 7
CONFIG = TrainingConfig()
BLOCKS, BLOCK_STEPS = 1000, 12
# By name, settings of which a step is compared with the bare product, and the most that it should take.
STEPS: dict[str, tuple[dict[str, Any], float | None]] = {
    "a step": ({}, 2.8),
    "a step with momentum": ({"momentum": 0.9}, None),
    "a step with L2": ({"l2": 0.7}, None),
    "a step on a mini-batch of 32": ({"batch_size": 32}, None),
    "a step with dropout": ({"dropout": 0.2}, None),
}


def measure() -> list[Measurement]:
    """The time of a run, as a multiple of the bare products, and the speed-up over each other implementation."""
    dataset = open_dataset(BUILTIN if course_photos.find() is None else COURSE)
    examples = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    X = examples.rows.T.astype(np.float64) * examples.scale
    implementations = {"ours": _ours(examples), "bare": _bare_products(examples), "notebook": _notebook(X, examples.Y)}
    implementations |= _other_libraries(X, examples.Y)
    times: dict[str, list[float]] = {name: [] for name in implementations}
    for _ in range(ROUNDS):
        for name, (iterations, run) in implementations.items():
            began = perf_counter()
            run()
            times[name].append((perf_counter() - began) / iterations)
    each = {name: median(found) for name, found in times.items()}
    figures = [
        Measurement("2,500 iterations of ours", CONFIG.iterations * each["ours"], "s"),
        Measurement("ours against the bare products C K", each["ours"] / each["bare"], "x", 2.8, at_most=True),
        Measurement("faster than the literal notebook arithmetic", each["notebook"] / each["ours"], "x", 100),
    ]
    targets = {"scikit-learn": 100.0, "PyTorch float32": 60.0}
    figures += [
        Measurement(f"faster than {name}", each[name] / each["ours"], "x", target)
        for name, target in targets.items()
        if name in each
    ]
    return figures + [
        Measurement(f"{name} against the bare product C K", _step_ratio(examples, settings), "x", most, at_most=True)
        for name, (settings, most) in STEPS.items()
    ]


def _step_ratio(examples: Examples, settings: dict[str, Any]) -> float:
    """The time of a step with `settings`, as a multiple of that of the bare product C K."""
    steps = iter(Trainer(examples, replace(CONFIG, iterations=BLOCKS * BLOCK_STEPS + 1, **settings)))
    K = examples.inner_products(examples)
    C = np.random.RandomState(0).randn(CONFIG.hidden_layers[0], examples.count)
    times: dict[str, list[float]] = {"steps": [], "bare": []}
    for _ in range(BLOCKS):
        began = perf_counter()
        for _ in range(BLOCK_STEPS):
            next(steps)
        between = perf_counter()
        # The training has limited BLAS to one thread, and will until `steps` goes.
        for _ in range(BLOCK_STEPS):
            C @ K
        times["steps"].append(between - began)
        times["bare"].append(perf_counter() - between)
    return float(np.quantile(times["steps"], 0.1) / np.quantile(times["bare"], 0.1))


Implementation = tuple[int, Callable[[], object]]


def _ours(examples: Examples) -> Implementation:
    """Whole runs, the Gram matrix included."""

    def run() -> None:
        for _ in Trainer(examples, CONFIG):
            pass

    return CONFIG.iterations, run


def _bare_products(examples: Examples) -> Implementation:
    K = examples.inner_products(examples)
    C = np.random.RandomState(0).randn(CONFIG.hidden_layers[0], examples.count)

    def run() -> None:
        with threadpool_limits(1, user_api="blas"):
            for _ in range(CONFIG.iterations):
                C @ K

    return CONFIG.iterations, run


def _notebook(X: np.ndarray, Y: np.ndarray) -> Implementation:
    dims = CONFIG.layer_dims(len(X))
    return 5, lambda: notebook_oracle.train(X, Y, dims, CONFIG.learning_rate, 5)


def _other_libraries(X: np.ndarray, Y: np.ndarray) -> dict[str, Implementation]:
    """The libraries that are installed (extra `bench`)."""
    found: dict[str, Implementation] = {}
    for name, make in (("scikit-learn", _sklearn), ("PyTorch float32", _torch)):
        try:
            found[name] = make(X, Y)
        except ImportError:
            print(f"  {name} is not installed (extra `bench`): left out")
    return found


def _sklearn(X: np.ndarray, Y: np.ndarray) -> Implementation:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    rows, labels = np.ascontiguousarray(X.T), Y[0].astype(int)

    def run() -> None:
        model = MLPClassifier(
            CONFIG.hidden_layers,
            solver="sgd",
            alpha=0.0,
            batch_size=len(rows),
            learning_rate_init=CONFIG.learning_rate,
            momentum=0.0,
            max_iter=20,
            n_iter_no_change=10_000,
            random_state=1,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(rows, labels)

    return 20, run


def _torch(X: np.ndarray, Y: np.ndarray) -> Implementation:
    import torch

    rows = torch.tensor(X.T, dtype=torch.float32)
    labels = torch.tensor(Y.T, dtype=torch.float32)
    dims = CONFIG.layer_dims(len(X))
    layers: list[torch.nn.Module] = []
    for fan_in, fan_out in pairwise(dims):
        layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), CONFIG.learning_rate)
    loss = torch.nn.BCEWithLogitsLoss()

    def run() -> None:
        for _ in range(20):
            optimizer.zero_grad()
            loss(model(rows), labels).backward()
            optimizer.step()

    return 20, run
