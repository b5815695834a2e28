"""One run of the benchmark `growth`: its time and memory in one form of the first layer, in a process of its own.

Times are those of the processor with one thread, so that other work on the machine hardly counts. Of a run that would
take minutes, some steps are timed, and the inner products of a part of the features; both grow in proportion.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from itertools import islice
from statistics import median
from time import process_time
from unittest.mock import patch

import numpy as np
from threadpoolctl import threadpool_limits

from engine.nn.examples import Examples
from engine.system import threads
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests import ROOT
from tests.benchmarks.memory import peak_bytes

# As many as the notebook's test pictures.
TESTED = 50
# Steps are timed for as long as this, but so many at least.
_STEP_SECONDS, _LEAST_STEPS = 0.3, 3
# With more multiplications than this in X^T X, it is timed on these shares of the features.
_MOST_PRODUCTS = 6e11
_FEATURE_SHARES = (1 / 16, 1 / 4)


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a run: its `pictures` of `side` x `side`, hidden layers and iterations."""

    pictures: int = 200
    side: int = 64
    hidden_layers: tuple[int, ...] = TrainingConfig().hidden_layers
    iterations: int = TrainingConfig().iterations

    @property
    def features(self) -> int:
        """The numbers of a picture."""
        return 3 * self.side**2

    @property
    def config(self) -> TrainingConfig:
        """The notebook's settings at this size."""
        return TrainingConfig(self.hidden_layers, iterations=self.iterations)


@dataclass(frozen=True, slots=True)
class RunTime:
    """Seconds for a run beside its steps, and for a step; bytes of memory, beside those of the program."""

    set_up: float
    step: float
    memory: int

    def total(self, iterations: int) -> float:
        """The seconds of a run of so many iterations."""
        return self.set_up + iterations * self.step


_TINY = Size(side=1, iterations=3)


def time_run(size: Size, form: str) -> RunTime:
    """The time and memory of a run in `form`, measured in another process."""
    command = [sys.executable, "-m", __name__, form, json.dumps(asdict(size))]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return RunTime(**json.loads(ended.stdout))


def time_run_here(size: Size, form: str) -> RunTime:
    """The time and memory of a run in `form`, measured in this process."""
    # What a run loads of the program counts as such.
    _time_step(_set_up(_TINY.config, _random_examples(_TINY, 4), _random_examples(_TINY, 1), form)[1])
    program = peak_bytes()
    train, test = (_random_examples(size, count) for count in (size.pictures, TESTED))
    one_thread = patch.object(threads, "threads_for", return_value=1)
    with threadpool_limits(1, user_api="blas"), one_thread:
        if form == "gram" and size.pictures**2 * size.features > _MOST_PRODUCTS:
            set_up, trainer = _extrapolate_set_up(size, train, test)
        else:
            set_up, trainer = _set_up(size.config, train, test, form)
        step = _time_step(trainer)
    return RunTime(set_up, step, peak_bytes() - program)


def _random_examples(size: Size, count: int) -> Examples:
    pictures = np.random.default_rng(count).integers(0, 256, (count, size.side, size.side, 3), dtype=np.uint8)
    return Examples.from_pictures(pictures, np.arange(count)[np.newaxis] % 2)


def _set_up(config: TrainingConfig, train: Examples, test: Examples, form: str) -> tuple[float, Trainer]:
    """Seconds until a trainer can take steps and be evaluated, and for its weights; and the trainer."""
    began = process_time()
    trainer = Trainer(train, config, test, first_layer=form)
    trainer.metrics(test)
    assert trainer.parameters["W1"].shape[1] == train.features
    return process_time() - began, trainer


def _extrapolate_set_up(size: Size, train: Examples, test: Examples) -> tuple[float, Trainer]:
    """`_set_up` in the Gram form, extrapolated from some of the features; a step is the same with any number."""
    found = []
    for share in _FEATURE_SHARES:
        features = round(share * size.features)
        parts = (replace(examples, rows=examples.rows[:, :features]) for examples in (train, test))
        trainer = None  # its matrices go before the next ones come
        seconds, trainer = _set_up(size.config, *parts, "gram")
        found.append((features, seconds))
    (fewer, less), (more, seconds) = found
    assert trainer is not None
    return seconds + (seconds - less) / (more - fewer) * (size.features - more), trainer


def _time_step(trainer: Trainer) -> float:
    """The median of the seconds of a step; the first one, which fills the caches, does not count."""
    steps, times = iter(trainer), []
    # The last step would be followed by an evaluation of all pictures.
    for _ in islice(range(trainer.config.iterations), 1, None):
        began = process_time()
        next(steps)
        times.append(process_time() - began)
        if sum(times[1:]) >= _STEP_SECONDS and len(times) > _LEAST_STEPS:
            break
    return median(times[1:])


if __name__ == "__main__":
    read = json.loads(sys.argv[2])
    read["hidden_layers"] = tuple(read["hidden_layers"])
    print(json.dumps(asdict(time_run_here(Size(**read), sys.argv[1]))))
