"""The command `doubtful`: labels that networks which have not seen the picture find unlikely."""

from __future__ import annotations

import argparse
from typing import Any

from engine.cli.data_arguments import open_data
from engine.cli.output import escape_surrogates, print_line, progress_line, to_json
from engine.cli.studies import FOLD_COUNTS, add_study_arguments
from engine.cli.training_arguments import training_config
from engine.data.dataset import Dataset
from engine.experiments.doubtful_labels import DoubtfulLabels, LabelDoubt, find_doubtful_labels
from engine.text import format_probability, printable

SUMMARY = "List the labels that networks find least likely."
EPILOG = """\
examples:
  catgui doubtful --data my_pictures --features pretrained

--json: "features", "doubtful" (part, index, label, probability, file), "better_than_constant", "area" and
"chance_deviation".
"""
_MAX_LISTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_study_arguments(parser, *FOLD_COUNTS)


def run(arguments: argparse.Namespace) -> int:
    """Print the labels, least likely first, or one JSON object."""
    config = training_config(arguments)
    folds, repeats = (count.value(arguments) for count in FOLD_COUNTS)
    opened = open_data(arguments)
    with progress_line("cross-validation") as work:
        found = find_doubtful_labels(opened.dataset, config, folds, repeats, work=work)
    if arguments.json:
        of_features = {"features": config.features}
        print_line(to_json({**of_features, **_as_dict(found, opened.dataset), **opened.figures()}))
        return 0
    for line in (*_lines(found, opened.dataset), f"Features: {config.features}. {found.verdict}"):
        print_line(line)
    return 0


def _as_dict(found: DoubtfulLabels, dataset: Dataset) -> dict[str, Any]:
    return {
        "data": escape_surrogates(dataset.source),
        "doubtful": [_doubt_as_dict(doubt, dataset) for doubt in found.doubts],
        "better_than_constant": found.better_than_constant,
        "area": found.area,
        "chance_deviation": found.deviation,
    }


def _doubt_as_dict(doubt: LabelDoubt, dataset: Dataset) -> dict[str, Any]:
    file = _file(doubt, dataset)
    return {
        "part": doubt.part,
        "index": doubt.index,
        "label": dataset.classes[doubt.label],
        "probability": doubt.probability,
        **({"file": file} if file else {}),
    }


def _file(doubt: LabelDoubt, dataset: Dataset) -> str:
    files = dataset.parts[doubt.part].files
    return files[doubt.index] if files else ""


def _lines(found: DoubtfulLabels, dataset: Dataset) -> list[str]:
    """The table of the least likely labels."""
    rows = [("part", "index", "label", "probability", "file")]
    rows += [
        (
            doubt.part,
            str(doubt.index),
            printable(dataset.classes[doubt.label]),
            format_probability(doubt.probability),
            _file(doubt, dataset),
        )
        for doubt in found.doubts[:_MAX_LISTED]
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if not any(file for *_, file in rows[1:]):
        rows = [(*row[:-1], "") for row in rows]
    lines = [
        f"{part:{widths[0]}}  {index:>{widths[1]}}  {label:{widths[2]}}  {probability:>{widths[3]}}  {file}".rstrip()
        for part, index, label, probability, file in rows
    ]
    if len(found.doubts) > _MAX_LISTED:
        lines.append(f"and {len(found.doubts) - _MAX_LISTED:,} more; --json lists all.")
    return lines
