"""The command `check`: compares the engine's costs with the notebook's."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from engine.cli.arguments import add_data_arguments, add_training_arguments, data_figures, open_data, training_config
from engine.cli.output import epilog, escape_surrogates, print_line, progress_line, to_json
from engine.experiments.notebook_comparison import compare_with_notebook, describe_comparison

SUMMARY = "Compare the costs with those of the notebook's arithmetic."
EPILOG = epilog(
    {"catgui check": "", "catgui check --data course --iterations 500 --json": ""},
    "Exit status 1: two costs differ by more than 1e-9.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_data_arguments(parser)
    add_training_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what is compared and how far it agrees, or one JSON object."""
    config = training_config(arguments)
    opened = open_data(arguments)
    train = opened.dataset.train
    if not arguments.json:
        print_line(describe_comparison(opened.dataset.name, train.count, config))
    with progress_line("iterations") as work:
        found = compare_with_notebook(train.pictures, train.labels, config, work)
    if arguments.json:
        figures = asdict(found) | ({} if found.is_finite else {"largest_difference": None})
        data = {"data": escape_surrogates(opened.dataset.source)}
        print_line(to_json({**data, **figures, **data_figures(opened)}))
    else:
        print_line(found.verdict)
    return 0 if found.differs_from is None else 1
