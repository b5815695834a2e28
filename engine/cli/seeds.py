"""The command `seeds`: how much of a result depends on the random start."""

from __future__ import annotations

import argparse

from engine.analysis.evaluation import baseline_of
from engine.cli.data_arguments import open_data
from engine.cli.output import epilog
from engine.cli.studies import TEXT_KEY, Count, add_study_arguments, print_study, train_all
from engine.cli.training_arguments import training_config
from engine.experiments.batched_training import seeds_from
from engine.experiments.reliability_texts import seeds_texts
from engine.experiments.seed_study import DEFAULT_SEEDS, SeedStudy

SUMMARY = "Train from many seeds: how far do accuracies spread?"
EPILOG = epilog(
    {"catgui seeds --data course": "", "catgui seeds --data my_pictures --features pretrained --seeds 20 --json": ""},
    keys={"seeds": "seeds, train and test accuracies (null: diverged)", "text": TEXT_KEY},
)
_SEEDS = Count("seeds", len(DEFAULT_SEEDS), 1, 1_000, "Random starts, from --seed on")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_study_arguments(parser, _SEEDS)


def run(arguments: argparse.Namespace) -> int:
    """Print what the seeds say, or one JSON object."""
    config = training_config(arguments)
    seeds = seeds_from(config.seed, _SEEDS.value(arguments))
    opened = open_data(arguments)
    dataset = opened.dataset
    results = train_all(lambda work: SeedStudy(dataset, config, seeds, work), config, "seeds")
    results.sort(key=lambda result: result.seed)
    found = [
        {
            "seed": result.seed,
            "train_accuracy": None if result.diverged else result.train_accuracy,
            "test_accuracy": None if result.diverged else result.test_accuracy,
        }
        for result in results
    ]
    texts = seeds_texts(results, baseline_of(dataset.test.class_counts(), dataset.classes))
    print_study(arguments, opened, texts, {"seeds": found})
    return 0
