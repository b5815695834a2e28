"""The command `train`: trains a network, and prints or saves the result."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.cli.data_arguments import add_data_arguments, open_data
from engine.cli.output import (
    REPLACED,
    epilog,
    escape_surrogates,
    print_error,
    print_line,
    progress_line,
    to_json,
    with_progress_line,
)
from engine.cli.training_arguments import add_training_arguments, training_config
from engine.core import accuracy_line, cost_line, is_recorded
from engine.data.dataset import Dataset
from engine.errors import ConfigError, EngineError, ExportError, ModelFileError
from engine.saved_model.file import check_model_writable, save_model
from engine.saved_model.model import Model
from engine.storage.atomic import check_writable, translate_write_errors
from engine.text import printable
from engine.training.batches import oversized_batch_note
from engine.training.config import TrainingConfig, non_default_options
from engine.training.features import count_features
from engine.training.networks import plan_training
from engine.training.run import Snapshot, TrainingRun

SUMMARY = "Train a network; print its costs and accuracies."
EPILOG = epilog(
    {
        "catgui train --layers 10 --learning-rate 0.02 --iterations 1000": "",
        "catgui train --data my_pictures --side 96 --test-percent 30 --json > run.json": "",
        "catgui train --data course --add cat=my_cats --features convolution --save cats.npz": "",
        "catgui train --data course --export run.ipynb": "",
    },
    "Iteration n: after n updates. The results are those of the network that is kept.",
    {
        "costs": "pairs of iteration and cost",
        "results_of_iteration": "",
        "test_accuracy_interval": "95%",
        "train_wrong": "indices",
        "test_wrong": "indices",
        "warning": "dead network",
        "options": "unlike the notebook's",
        "best_iteration": "early stopping",
        "l2_penalty_in_train_cost": "",
        "pictures": "settings of folders",
        "faults": "unreadable files",
        "added": "--add",
        "duplicates": "--add",
        "error": "not saved",
    },
)
# By whether the training cost has an L2 penalty.
_RESULTS = {
    False: "Results of iteration {iteration}, on all pictures: training cost {train}, test cost {test}",
    True: "Results of iteration {iteration}, on all pictures: training cost with L2 penalty {train}, test cost {test}",
}
_PART_TITLES = {"train": "Train", "test": "Test"}


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
    if opened.additions is not None and not arguments.json:
        print_line(printable(str(opened.additions)))
    done = _train(opened.dataset, config, verbose=not arguments.json)
    # Saved first, since the reader of the output may close it; printed even if saving has failed.
    failure = _save(done, arguments.save, arguments.export)
    if arguments.json:
        print_line(to_json({**done.as_dict(), **opened.figures(), **({"error": str(failure)} if failure else {})}))
        return int(failure is not None)
    _print_run(done)
    if failure is not None:
        raise failure
    return 0


def _check_export(path: Any, config: TrainingConfig) -> None:
    """Raise ConfigError unless the file is a notebook, ExportError unless it is writable and can have the run."""
    from engine.export.notebook import NOTEBOOK_SUFFIX, check_exportable  # not loaded for other runs

    # argparse makes a list of "--export=--".
    if not isinstance(path, str) or Path(path).suffix.lower() != NOTEBOOK_SUFFIX:
        raise ConfigError("export", path, f"must end with {NOTEBOOK_SUFFIX}")
    check_exportable(config, Path(path))
    with translate_write_errors(ExportError, Path(path)):
        check_writable(Path(path))


def _save(done: _FinishedRun, model_path: str | None, notebook_path: str | None) -> EngineError | None:
    """Save the network and the notebook that repeats its run, if they have paths; returns the first error, if any."""
    failure = None
    if model_path is not None:
        try:
            save_model(model_path, Model.of(done.run, done.snapshot, np.array(done.costs)))
        except ModelFileError as error:
            failure = error
    if notebook_path is None:
        return failure
    from engine.export.notebook import RunPlan, export_notebook  # not loaded for other runs

    try:
        export_notebook(RunPlan.of(done.run, done.snapshot), done.run.dataset, Path(notebook_path))
    except EngineError as error:
        return failure or error
    return failure


def _print_run(done: _FinishedRun) -> None:
    snapshot, config = done.snapshot, done.run.config
    if config.patience:
        print_line(f"The weights after iteration {snapshot.network_iteration} of {snapshot.iterations} are kept.")
    results = _RESULTS[config.l2 > 0]
    print_line(results.format(iteration=snapshot.network_iteration, train=snapshot.train_cost, test=snapshot.test_cost))
    for name in done.run.dataset.parts:
        print_line(f"{_PART_TITLES[name]}:\n{accuracy_line(snapshot.part(name).accuracy)}")
    if warning := done.run.warning():
        print_error(f"Warning: {warning}")


@dataclass(frozen=True, slots=True, eq=False)
class _FinishedRun:
    """A finished run.

    Attributes: `costs`, of all iterations but the last; `snapshot`, the network that was kept; `seconds`, the time it
    took.
    """

    run: TrainingRun
    costs: list[float]
    snapshot: Snapshot
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        run, config, snapshot = self.run, self.run.config, self.snapshot
        figures: dict[str, Any] = {
            "data": escape_surrogates(run.dataset.source),
            "layers": config.layer_dims(count_features(config.features, run.picture_shape)),
            "learning_rate": config.learning_rate,
            "iterations": config.iterations,
            "seed": config.seed,
            "features": config.features,
            "first_layer": snapshot.network.kind,
            "costs": [[k, cost] for k, cost in enumerate(self.costs) if is_recorded(k, len(self.costs))],
        }
        if options := non_default_options(config):
            figures["options"] = options
        if config.patience:
            figures["best_iteration"] = snapshot.network_iteration
        figures["results_of_iteration"] = snapshot.network_iteration
        figures["train_cost"], figures["test_cost"] = snapshot.train_cost, snapshot.test_cost
        if config.l2:
            figures["l2_penalty_in_train_cost"] = snapshot.penalty
        evaluations = {name: snapshot.part(name) for name in run.dataset.parts}
        for name, evaluation in evaluations.items():
            figures[f"{name}_accuracy"] = evaluation.accuracy
        figures["test_accuracy_interval"] = snapshot.test.interval
        for name, evaluation in evaluations.items():
            figures[f"{name}_wrong"] = sorted(wrong.index for wrong in evaluation.wrong())
        figures["test_probabilities"] = snapshot.test.probabilities[0].tolist()
        figures["seconds"] = self.seconds
        if warning := run.warning():
            figures["warning"] = warning
        return figures


def _train(dataset: Dataset, config: TrainingConfig, verbose: bool) -> _FinishedRun:
    start = time.perf_counter()
    features = count_features(config.features, dataset.picture_shape)
    plan = plan_training(config, features, dataset.train.count, dataset.test.count)
    if note := oversized_batch_note(config, dataset.train.count):
        print_error(f"{note}.")
    run = TrainingRun(dataset, config, plan=plan)
    with progress_line("pictures") as work:
        run.make_features(work)
    costs = []
    for step in with_progress_line(run, config.iterations, "iterations"):
        costs.append(step.cost)
        if verbose and is_recorded(step.iteration, config.iterations):
            print_line(cost_line(step.iteration, step.cost))
    seconds = time.perf_counter() - start
    return _FinishedRun(run, costs, run.snapshot(), seconds)
