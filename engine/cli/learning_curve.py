"""The command `learning-curve`: whether more training pictures would help."""

from __future__ import annotations

import argparse

from engine.cli.data_arguments import open_data
from engine.cli.output import epilog
from engine.cli.studies import TEXT_KEY, Count, add_study_arguments, print_study, train_all
from engine.cli.training_arguments import training_config
from engine.errors import DatasetError
from engine.experiments.learning_curve import REPEATS, CurveStudy, LearningCurve, curve_sizes, least_count
from engine.experiments.reliability_texts import conclusion_text, figures_text, point_texts, too_few_text

SUMMARY = "Train on more and more pictures: would more help?"
EPILOG = epilog(
    {
        "catgui learning-curve --data course": "",
        "catgui learning-curve --data my_pictures --features pretrained --repeats 20 --json": "",
    },
    "The balanced accuracy is the mean over both classes.",
    {"points": "pictures, balanced, accuracies", "text": TEXT_KEY},
)
_REPEATS = Count("repeats", REPEATS, 1, 100, "Repetitions with other pictures and seeds, from --seed on")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_study_arguments(parser, _REPEATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the curve and what it says, or one JSON object."""
    config = training_config(arguments)
    repeats = _REPEATS.value(arguments)
    opened = open_data(arguments)
    dataset, sizes = opened.dataset, curve_sizes(opened.dataset.train.count)
    if len(sizes) < 2:
        raise DatasetError(dataset.source, too_few_text(dataset.train.count, least_count()))
    results = train_all(lambda work: CurveStudy(dataset, config, sizes, repeats, work), config, "learning curve")
    curve = LearningCurve.of(results)
    points = [
        {"pictures": point.size, "balanced": point.balanced.values, "accuracies": point.accuracies.values}
        for point in curve.points
    ]
    diverged = sum(result.diverged for result in results)
    texts = [*point_texts(curve), conclusion_text(curve, sizes), figures_text(curve, diverged)]
    print_study(arguments, opened, texts, {"points": points})
    return 0
