"""Shared parts of the commands that train many networks, such as `seeds` and `doubtful`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from engine.cli.data_arguments import ChosenData, add_data_arguments
from engine.cli.output import escape_surrogates, print_line, progress_line, to_json
from engine.cli.training_arguments import add_training_arguments
from engine.experiments.cross_validation import FOLDS, REPEATS
from engine.progress import Work
from engine.system.parallel import JobSteps, collect_results
from engine.training.config import TrainingConfig
from engine.training.trainer import divergence_error
from engine.validation import Integers


class Study(Protocol):
    """Many trainings, such as a SeedStudy."""

    def __iter__(self) -> JobSteps[Any]:
        """Train the networks."""


class Count(NamedTuple):
    """How often a study does something, as an argument.

    Attributes: `name`; `default`; `lowest` and `highest`; `text`, its help.
    """

    name: str
    default: int
    lowest: int
    highest: int
    text: str

    def value(self, arguments: argparse.Namespace) -> int:
        """The value of the study. Raises ConfigError."""
        return Integers(self.lowest, self.highest).check(self.name, getattr(arguments, self.name))


TEXT_KEY = "what is printed otherwise"
FOLD_COUNTS = (
    Count("folds", FOLDS, 2, 1_000, "Parts, each tested by a network trained on the others"),
    Count("repeats", REPEATS, 1, 1_000, "Repetitions with other parts and seeds, from --seed on"),
)


def add_study_arguments(parser: argparse.ArgumentParser, *counts: Count) -> None:
    """Add the arguments for the data, the settings and the counts of a study."""
    add_data_arguments(parser)
    add_training_arguments(parser)
    for count in counts:
        text = f"{count.text}, {count.lowest:,} to {count.highest:,} (default: {count.default})."
        parser.add_argument(f"--{count.name}", type=int, default=count.default, metavar="N", help=text)


def train_all(make_study: Callable[[Work], Study], config: TrainingConfig, progress: str) -> list[Any]:
    """The results of a study. Raises ConfigError if all networks diverged."""
    with progress_line(progress) as work:
        results = collect_results(iter(make_study(work)), work)
    if all(result.diverged for result in results):
        raise divergence_error(config)
    return results


def print_study(
    arguments: argparse.Namespace, opened: ChosenData, texts: Iterable[str], figures: Mapping[str, Any]
) -> None:
    """Print what a study says, a text in each line, or one JSON object with its figures."""
    if arguments.json:
        data = {"data": escape_surrogates(opened.dataset.source), "features": arguments.features}
        print_line(to_json({**data, **figures, "text": " ".join(texts), **opened.figures()}))
        return
    for text in texts:
        print_line(text)
