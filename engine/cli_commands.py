"""What the terminal commands do. Each takes its parsed arguments and returns the exit status; errors are raised."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import course_photos
from engine.cli_options import options_in
from engine.cli_output import bytes_bar, encodable, say, to_json, watched
from engine.config import TrainingConfig
from engine.datasets import COURSE, Dataset, open_dataset, open_own, overview, picture_folders
from engine.errors import PhotoError
from engine.evaluation import Evaluation, predicted_labels
from engine.examples import Examples
from engine.model import Model
from engine.model_file import load_model, save_model
from engine.names import displayable
from engine.notebook import accuracy_line, cost_line
from engine.options import unusual_options
from engine.own_pictures import Found
from engine.photos import Framing, read_photo
from engine.training import Trainer, is_recorded


def train(arguments: argparse.Namespace) -> int:
    """Train, print the notebook's lines or one JSON object, and save the network if asked."""
    plain = arguments.layers, arguments.learning_rate, arguments.iterations, arguments.seed
    config = TrainingConfig(*plain, **options_in(arguments))
    run = _train(_open(arguments.data), config, aloud=not arguments.json)
    if arguments.save is not None:
        save_model(arguments.save, run.model())
    if arguments.json:
        say(to_json(run.as_dict()))
        return 0
    if run.trainer.best is not None:
        say(f"The weights after step {run.trainer.best.iteration} of {run.trainer.iteration} are kept.")
    for name, evaluation in run.evaluations.items():
        say(f"{name.capitalize()}:\n{accuracy_line(evaluation.accuracy)}")
    if run.trainer.has_died():
        print(f"Warning: {run.trainer.obituary()}", file=sys.stderr)
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """A finished training run: every cost, the evaluations of both parts by name, and the seconds it took."""

    dataset: Dataset
    trainer: Trainer
    costs: list[float]
    evaluations: dict[str, Evaluation]
    seconds: float

    def model(self) -> Model:
        return Model(
            self.trainer.parameters,
            self.dataset.classes,
            self.dataset.picture_shape,
            self.trainer.config,
            np.array(self.costs),
            self.dataset.name,
        )

    def as_dict(self) -> dict[str, Any]:
        config = self.trainer.config
        recorded = [[k, cost] for k, cost in enumerate(self.costs) if is_recorded(k, len(self.costs))]
        figures: dict[str, Any] = {
            "data": encodable(self.dataset.source),
            "layers": config.layer_dims(self.dataset.features),
            "learning_rate": config.learning_rate,
            "iterations": config.iterations,
            "seed": config.seed,
            "first_layer": self.trainer.network.first_layer.kind,
            "costs": recorded,
        }
        if options := unusual_options(config):
            figures["options"] = options
        if self.trainer.best is not None:
            figures["best_iteration"] = self.trainer.best.iteration
        for name, evaluation in self.evaluations.items():
            figures[f"{name}_accuracy"] = evaluation.accuracy
        for name, evaluation in self.evaluations.items():
            figures[f"{name}_wrong"] = sorted(wrong.index for wrong in evaluation.wrong())
        figures["test_probabilities"] = self.evaluations["test"].probabilities[0].tolist()
        figures["seconds"] = self.seconds
        if self.trainer.has_died():
            figures["warning"] = self.trainer.obituary()
        return figures


def _train(dataset: Dataset, config: TrainingConfig, aloud: bool) -> _Run:
    start = time.perf_counter()
    examples = {name: Examples.from_pictures(part.pictures, part.labels) for name, part in dataset.parts.items()}
    trainer = Trainer(examples["train"], config, examples["test"])
    costs = []
    for step in watched(trainer, config.iterations, "step"):
        costs.append(step.cost)
        if aloud and is_recorded(step.iteration, config.iterations):
            say(cost_line(step.iteration, step.cost))
    seconds = time.perf_counter() - start
    evaluations = {
        name: Evaluation(trainer.probabilities(examples[name]), part.labels, dataset.classes)
        for name, part in dataset.parts.items()
    }
    return _Run(dataset, trainer, costs, evaluations, seconds)


def predict(arguments: argparse.Namespace) -> int:
    """Answer for each photo: its class and the probability of the second class. 1 if any could not be read."""
    model = load_model(arguments.model)
    framing = Framing(arguments.framing)
    answers = []
    for path in watched(arguments.photos, len(arguments.photos), "photo"):
        answer = _answer(model, path, framing)
        answers.append(answer)
        if not arguments.json:
            _tell(answer, model.classes[1])
    if arguments.json:
        say(to_json(answers))
    return int(any("error" in answer for answer in answers))


def _answer(model: Model, path: str, framing: Framing) -> dict[str, Any]:
    try:
        photo = read_photo(path, model.picture_shape)
    except PhotoError as error:
        return {"photo": encodable(path), "error": error.reason}
    probabilities = model.probabilities(photo.views[framing][np.newaxis])
    label = model.classes[int(predicted_labels(probabilities)[0, 0])]
    return {"photo": encodable(path), "label": label, "probability": float(probabilities[0, 0])}


def _tell(answer: dict[str, Any], second_class: str) -> None:
    name = displayable(answer["photo"])
    if "error" in answer:
        print(f"{name}: {displayable(answer['error'])}", file=sys.stderr)
    else:
        say(f"{name}: {displayable(answer['label'])} ({displayable(second_class)} {answer['probability']:.4f})")


def data(arguments: argparse.Namespace) -> int:
    """Print what the notebook prints of its data, and the balance of the classes."""
    found = overview(_open(arguments.data))
    if arguments.json:
        texts = {"name": encodable(found.name), "source": encodable(found.source)}
        say(to_json({**found.as_dict(), **texts}))
        return 0
    rows = found.rows()
    width = max(len(label) for label, _ in rows)
    for label, text in rows:
        say(f"{label:{width}}  {displayable(text)}")
    return 0


def _open(where: Sequence[str]) -> Dataset:
    if list(where) == [COURSE] and course_photos.find() is None:
        with bytes_bar("course photos") as advance:
            course_photos.fetch(advance)
    if not picture_folders(where):
        return open_dataset(where)
    own = open_own(where, each_done=_read_each)
    for fault in own.faults:
        print(f"{fault.path}: {displayable(fault.reason)}", file=sys.stderr)
    return own.dataset


def _read_each(read: Callable[[int], Found], indices: Iterable[int]) -> Iterator[tuple[int, Found]]:
    known = list(indices)
    return ((index, read(index)) for index in watched(known, len(known), "photo"))
