"""The command `train`: trains a network, and prints or saves the result."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.cli.arguments import add_data_arguments, add_training_arguments, data_figures, open_data, training_config
from engine.cli.output import REPLACED, epilog, escape_surrogates, print_error, print_line, progress_line, to_json
from engine.core import accuracy_line, cost_line, is_recorded
from engine.data.dataset import Dataset
from engine.errors import ConfigError, EngineError, ExportError
from engine.saved_model.file import check_model_writable, save_model
from engine.saved_model.model import Model
from engine.system.atomic import check_writable, translate_write_errors
from engine.training.config import TrainingConfig, non_default_options
from engine.training.features import count_features
from engine.training.networks import plan_training
from engine.training.optimizer import oversized_batch_note
from engine.training.run import Snapshot, TrainingRun

SUMMARY = "Train a network; print its costs and accuracies."
EPILOG = epilog(
    {
        "catgui train --layers 10 --learning-rate 0.02 --iterations 1000": "",
        "catgui train --data my_pictures --side 96 --test-percent 30 --json > run.json": "",
        "catgui train --data course --features convolution --save cats.npz": "",
        "catgui train --data course --export run.ipynb": "",
    },
    "Iteration n: after n updates. The results are those of the network that is kept.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_data_arguments(parser)
    add_training_arguments(parser)
    parser.add_argument("--save", metavar="MODEL.npz", help=f"Write the network to this file. {REPLACED}")
    text = "Write the run as a notebook, with its pictures beside it."
    parser.add_argument("--export", metavar="RUN.ipynb", help=f"{text} {REPLACED}")


def run(arguments: argparse.Namespace) -> int:
    """Train, save the network if asked, and print the notebook's lines or one JSON object."""
    config = training_config(arguments)
    if arguments.save is not None:
        check_model_writable(arguments.save)
    if arguments.export is not None:
        _check_export(arguments.export, config)
    opened = open_data(arguments)
    start = time.perf_counter()
    trained, costs = _train(opened.dataset, config, verbose=not arguments.json)
    snapshot, seconds = trained.snapshot(), time.perf_counter() - start
    # Saved first, since the reader of the output may close it; printed even if saving has failed.
    failure: EngineError | None = None
    try:
        if arguments.save is not None:
            save_model(arguments.save, Model.of(trained, snapshot, np.array(costs)))
        if arguments.export is not None:
            from engine.export.notebook import RunPlan, export_notebook  # not loaded for other runs

            export_notebook(RunPlan.of(trained, snapshot), trained.dataset, Path(arguments.export))
    except EngineError as error:
        failure = error
    if arguments.json:
        figures = {**_figures(trained, snapshot, costs), "seconds": seconds, **data_figures(opened)}
        print_line(to_json({**figures, **({"error": str(failure)} if failure else {})}))
        return int(failure is not None)
    _print_run(trained, snapshot)
    if failure is not None:
        raise failure
    return 0


def _check_export(path: Any, config: TrainingConfig) -> None:
    """Raise ConfigError unless `path` names a notebook, ExportError unless runs with `config` can be written there."""
    from engine.export.notebook import NOTEBOOK_SUFFIX, check_exportable  # not loaded for other runs

    # argparse makes a list of "--export=--".
    if not isinstance(path, str) or Path(path).suffix.lower() != NOTEBOOK_SUFFIX:
        raise ConfigError("export", path, f"must end with {NOTEBOOK_SUFFIX}")
    check_exportable(config, Path(path))
    with translate_write_errors(ExportError, Path(path)):
        check_writable(Path(path))


def _train(dataset: Dataset, config: TrainingConfig, verbose: bool) -> tuple[TrainingRun, list[float]]:
    """The finished run, and the costs of all iterations."""
    features = count_features(config.features, dataset.picture_shape)
    plan = plan_training(config, features, dataset.train.count, dataset.test.count)
    if note := oversized_batch_note(config, dataset.train.count):
        print_error(f"{note}.")
    run, costs = TrainingRun(dataset, config, plan=plan), []
    with progress_line("pictures") as work:
        run.make_features(work)
    with progress_line("iterations") as work:
        for step in run:
            costs.append(step.cost)
            if verbose and is_recorded(step.iteration, config.iterations):
                print_line(cost_line(step.iteration, step.cost))
            work.report(len(costs), config.iterations)
    return run, costs


def _print_run(run: TrainingRun, snapshot: Snapshot) -> None:
    if run.config.patience:
        print_line(f"The weights after iteration {snapshot.network_iteration} of {snapshot.iterations} are kept.")
    cost = "training cost with L2 penalty" if run.config.l2 else "training cost"
    print_line(
        f"Results of iteration {snapshot.network_iteration}, on all pictures: {cost} {snapshot.train_cost}, "
        f"test cost {snapshot.test_cost}"
    )
    print_line(f"Train:\n{accuracy_line(snapshot.train.accuracy)}")
    print_line(f"Test:\n{accuracy_line(snapshot.test.accuracy)}")
    if warning := run.warning():
        print_error(f"Warning: {warning}")


def _figures(run: TrainingRun, snapshot: Snapshot, costs: list[float]) -> dict[str, Any]:
    """The run for JSON."""
    config = run.config
    figures: dict[str, Any] = {
        "data": escape_surrogates(run.dataset.source),
        "layers": config.layer_dims(count_features(config.features, run.picture_shape)),
        "learning_rate": config.learning_rate,
        "iterations": config.iterations,
        "seed": config.seed,
        "features": config.features,
        "first_layer": snapshot.network.kind,
        "costs": [[k, cost] for k, cost in enumerate(costs) if is_recorded(k, len(costs))],
        "results_of_iteration": snapshot.network_iteration,
        "train_cost": snapshot.train_cost,
        "test_cost": snapshot.test_cost,
        "test_accuracy_interval": snapshot.test.interval,
        "test_probabilities": snapshot.test.probabilities[0].tolist(),
    }
    for name in run.dataset.parts:
        evaluation = snapshot.part(name)
        figures[f"{name}_accuracy"] = evaluation.accuracy
        figures[f"{name}_wrong"] = sorted(wrong.index for wrong in evaluation.wrong())
    if options := non_default_options(config):
        figures["options"] = options
    if config.patience:
        figures["best_iteration"] = snapshot.network_iteration
    if config.l2:
        figures["l2_penalty_in_train_cost"] = snapshot.penalty
    if warning := run.warning():
        figures["warning"] = warning
    return figures
