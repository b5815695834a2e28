"""The command `cross-validate`: how often networks are right about pictures that they have not seen."""

from __future__ import annotations

import argparse

from engine.cli.data_arguments import open_data
from engine.cli.output import epilog
from engine.cli.studies import FOLD_COUNTS, TEXT_KEY, add_study_arguments, print_study, train_all
from engine.cli.training_arguments import training_config
from engine.experiments.cross_validation import CrossValidation
from engine.experiments.reliability_texts import folds_texts

SUMMARY = "Test each picture by networks that have not seen it."
EPILOG = epilog(
    {
        "catgui cross-validate --data course": "",
        "catgui cross-validate --data my_pictures --features pretrained --parts train test --json": "",
    },
    keys={"repeats": "seeds and accuracies (null: diverged)", "text": TEXT_KEY},
)
_PARTS = ("train", "test")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_study_arguments(parser, *FOLD_COUNTS)
    text = "Parts to cross-validate together (default: train)."
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=["train"], help=text)


def run(arguments: argparse.Namespace) -> int:
    """Print what the cross-validation says, or one JSON object."""
    config = training_config(arguments)
    folds, repeats = (count.value(arguments) for count in FOLD_COUNTS)
    parts = [part for part in _PARTS if part in arguments.parts]
    opened = open_data(arguments)
    results = train_all(
        lambda work: CrossValidation(opened.dataset, config, folds, repeats, parts, work, first_seed=config.seed),
        config,
        "cross-validation",
    )
    results.sort(key=lambda result: result.seed)
    found = [
        {"seed": result.seed, "accuracy": None if result.diverged else result.evaluation.accuracy} for result in results
    ]
    print_study(arguments, opened, folds_texts(results), {"parts": parts, "repeats": found})
    return 0
