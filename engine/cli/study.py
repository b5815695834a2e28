"""The command `study`: many trainings, from other seeds or on other parts of the data."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from engine.analysis.evaluation import baseline_of
from engine.cli.arguments import add_data_arguments, add_training_arguments, data_figures, open_data, training_config
from engine.cli.output import epilog, escape_surrogates, print_line, progress_line, to_json
from engine.data.dataset import Dataset
from engine.data.sources import OpenedData
from engine.experiments.cross_validation import FOLDS, REPEATS, CrossValidation, LabelDoubt, find_doubtful_labels
from engine.experiments.seed_study import DEFAULT_SEEDS, SeedStudy
from engine.experiments.subset_training import seeds_from
from engine.experiments.summary import folds_texts, seeds_texts
from engine.progress import Work
from engine.system.parallel import collect_results
from engine.text import format_probability, printable
from engine.training.config import TrainingConfig
from engine.training.trainer import divergence_error
from engine.validation import Integers

SUMMARY = "Train many networks: how far can one result be trusted?"
EPILOG = epilog(
    {"catgui study seeds --data course": "", "catgui study folds --data course": ""},
    "“catgui study STUDY --help” lists the arguments.",
)
_PARTS = ("train", "test")
_MAX_LISTED = 20
# By argument: the default, the least and the largest value, and the help.
_COUNTS = {
    "seeds": (len(DEFAULT_SEEDS), 1, 1_000, "Random starts, from --seed on"),
    "folds": (FOLDS, 2, 1_000, "Parts, each tested by a network trained on the others"),
    "repeats": (REPEATS, 1, 1_000, "Repetitions with other parts and seeds, from --seed on"),
}


class _Study(NamedTuple):
    """A study: what it is for, the names of its counts, an example, and the function."""

    summary: str
    counts: tuple[str, ...]
    example: str
    run: Callable[..., None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the studies, each with its arguments."""
    studies = parser.add_subparsers(title="studies", metavar="STUDY", required=True, dest="study")
    for name, study in _STUDIES.items():
        of_study = studies.add_parser(
            name,
            help=study.summary,
            description=study.summary,
            epilog=epilog({f"catgui study {name} {study.example}": ""}),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        add_data_arguments(of_study)
        add_training_arguments(of_study)
        for count in study.counts:
            default, least, largest, text = _COUNTS[count]
            shown = f"{text}, {least:,} to {largest:,} (default: {default})."
            of_study.add_argument(f"--{count}", type=int, default=default, metavar="N", help=shown)
        if name == "folds":
            text = "Parts to cross-validate together (default: train)."
            of_study.add_argument("--parts", nargs="+", choices=_PARTS, default=["train"], help=text)


def run(arguments: argparse.Namespace) -> int:
    """Print what the study says, or one JSON object."""
    study, counts = _STUDIES[arguments.study], {}
    for name in study.counts:
        _, least, largest, _ = _COUNTS[name]
        counts[name] = Integers(least, largest).check(name, getattr(arguments, name))
    study.run(arguments, training_config(arguments), **counts)
    return 0


def _seeds(arguments: argparse.Namespace, config: TrainingConfig, seeds: int) -> None:
    drawn = seeds_from(config.seed, seeds)
    opened = open_data(arguments)
    dataset = opened.dataset
    results = _train_all(lambda work: SeedStudy(dataset, config, drawn, work), config)
    found = [
        {
            "seed": result.seed,
            "train_accuracy": None if result.diverged else result.train_accuracy,
            "test_accuracy": None if result.diverged else result.test_accuracy,
        }
        for result in results
    ]
    texts = seeds_texts(results, baseline_of(dataset.test.class_counts(), dataset.classes))
    _print_study(arguments, opened, texts, {"seeds": found, "text": " ".join(texts)})


def _folds(arguments: argparse.Namespace, config: TrainingConfig, folds: int, repeats: int) -> None:
    parts = [part for part in _PARTS if part in arguments.parts]
    opened = open_data(arguments)
    results = _train_all(
        lambda work: CrossValidation(opened.dataset, config, folds, repeats, parts, work, first_seed=config.seed),
        config,
    )
    found = [
        {"seed": result.seed, "accuracy": None if result.diverged else result.evaluation.accuracy} for result in results
    ]
    texts = folds_texts(results)
    _print_study(arguments, opened, texts, {"parts": parts, "repeats": found, "text": " ".join(texts)})


def _train_all(make_study: Callable[[Work], SeedStudy | CrossValidation], config: TrainingConfig) -> list[Any]:
    """The results of a study, sorted by seed. Raises ConfigError if all networks diverged."""
    with progress_line("networks") as work:
        results: list[Any] = collect_results(iter(make_study(work)), work)
    if all(result.diverged for result in results):
        raise divergence_error(config)
    return sorted(results, key=lambda result: result.seed)


def _doubtful(arguments: argparse.Namespace, config: TrainingConfig, folds: int, repeats: int) -> None:
    opened = open_data(arguments)
    with progress_line("networks") as work:
        found = find_doubtful_labels(opened.dataset, config, folds, repeats, work=work)
    doubts = [_as_dict(doubt, opened.dataset) for doubt in found.doubts]
    figures = {
        "doubtful": doubts,
        "better_than_constant": found.better_than_constant,
        "area": found.area,
        "chance_deviation": found.deviation,
    }
    lines = [*_table(doubts), f"Features: {config.features}. {found.verdict}"]
    _print_study(arguments, opened, lines, figures)


def _as_dict(doubt: LabelDoubt, dataset: Dataset) -> dict[str, Any]:
    files = dataset.parts[doubt.part].files
    return {
        "part": doubt.part,
        "index": doubt.index,
        "label": dataset.classes[doubt.label],
        "probability": doubt.probability,
        **({"file": files[doubt.index]} if files and files[doubt.index] else {}),
    }


def _table(doubts: list[dict[str, Any]]) -> list[str]:
    """The table of the least likely labels."""
    rows = [("part", "index", "label", "probability", "file" if any("file" in doubt for doubt in doubts) else "")]
    for doubt in doubts[:_MAX_LISTED]:
        label, probability = printable(doubt["label"]), format_probability(doubt["probability"])
        rows.append((doubt["part"], str(doubt["index"]), label, probability, doubt.get("file", "")))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if len(doubts) > _MAX_LISTED:
        lines.append(f"and {len(doubts) - _MAX_LISTED:,} more; --json lists all.")
    return lines


def _print_study(
    arguments: argparse.Namespace, opened: OpenedData, lines: Iterable[str], figures: Mapping[str, Any]
) -> None:
    """Print the lines of a study, or one JSON object with its figures."""
    if arguments.json:
        data = {"data": escape_surrogates(opened.dataset.source), "features": arguments.features}
        print_line(to_json({**data, **figures, **data_figures(opened)}))
        return
    for line in lines:
        print_line(line)


_STUDIES = {
    "seeds": _Study(
        "Train from many seeds: how far do accuracies spread?",
        ("seeds",),
        "--data my_pictures --features pretrained --seeds 20 --json",
        _seeds,
    ),
    "folds": _Study(
        "Test each picture by networks that have not seen it.",
        ("folds", "repeats"),
        "--data my_pictures --features pretrained --parts train test --json",
        _folds,
    ),
    "doubtful": _Study(
        "List the labels that networks find least likely.",
        ("folds", "repeats"),
        "--data course --features pretrained",
        _doubtful,
    ),
}
