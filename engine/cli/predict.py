"""The command `predict`: a saved network, or the built-in detector, on photos."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.analysis.evaluation import THRESHOLD, predicted_labels
from engine.cli.output import epilog, escape_surrogates, print_error, print_line, progress_line, to_json
from engine.errors import PhotoError
from engine.images.reader import find_photos, read_photo
from engine.saved_model.file import load_model
from engine.statistics import DETECTOR_CLASSES, UNSURE
from engine.text import format_confidence, format_probability, printable, threshold_sentence

SUMMARY = "Classify photos with a saved network or the built-in cat detector."
EPILOG = epilog(
    {"catgui predict cats.npz photos/*.jpg": "", "catgui predict builtin photos": ""},
    "The detector says “unsure” where it is hardly better than chance. Exit status 1: a photo was unreadable.",
)
# In the place of a model file: the cat detector that comes with the program.
DETECTOR = "builtin"
# The label of the photo in a file, and the probability of class 1. Raises PhotoError.
_Predictor = Callable[[str], tuple[str, float]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_model_argument(parser)
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="A picture file, or a folder of them.")
    parser.add_argument("--json", action="store_true", help="Print one JSON list.")


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names a saved network, or the detector."""
    text = f"A saved network, or '{DETECTOR}', the built-in cat detector."
    parser.add_argument("model", metavar="MODEL", help=text)


def run(arguments: argparse.Namespace) -> int:
    """Print the predicted class of each photo and its probability; 1 if any was unreadable."""
    if arguments.model == DETECTOR:
        return _predict_with_detector(arguments)
    model = load_model(arguments.model, pictures=1)

    def predict_photo(path: str) -> tuple[str, float]:
        view = read_photo(path, model.picture_shape).views[model.framing]
        probabilities = model.probabilities(view[np.newaxis])
        label = predicted_labels(probabilities, model.recipe.threshold)[0, 0]
        return model.classes[int(label)], float(probabilities[0, 0])

    predictions = _print_predictions(arguments, predict_photo, model.classes)
    if model.recipe.threshold != THRESHOLD:
        print_error(str(threshold_sentence(model.recipe.threshold, model.classes[1])))
    return _status(predictions)


def _predict_with_detector(arguments: argparse.Namespace) -> int:
    from engine.system.threads import threads_for
    from engine.vision.convolution import team
    from engine.vision.detection import SCALES, builtin_detector

    detector = builtin_detector()
    with team(threads_for(SCALES)) as members:

        def predict_photo(path: str) -> tuple[str, float]:
            detection = detector.detect(read_photo(path).detail, members)
            label = UNSURE if detection.is_unsure else DETECTOR_CLASSES[detection.is_cat]
            return label, detection.probability

        predictions = _print_predictions(arguments, predict_photo, DETECTOR_CLASSES)
    if detector.record is not None and any("error" not in prediction for prediction in predictions):
        # No result, so that the output stays JSON, or one line for each photo.
        print_error(detector.record.sentence())
    return _status(predictions)


def _print_predictions(
    arguments: argparse.Namespace, predict_photo: _Predictor, classes: tuple[str, str]
) -> list[dict[str, Any]]:
    """Print what is predicted of each photo, and return it."""
    predictions: list[dict[str, Any]] = []
    photos: list[str] = []
    for path in arguments.photos:
        photos += (os.path.isdir(path) and find_photos(path).paths) or [path]
    with progress_line("photos") as work:
        for done, path in enumerate(photos, start=1):
            prediction: dict[str, Any] = {"photo": escape_surrogates(path)}
            try:
                if os.path.isdir(path):  # without photos
                    raise PhotoError(path, "this folder is empty or holds no pictures; choose another one")
                prediction["label"], prediction["probability"] = predict_photo(path)
            except PhotoError as error:
                prediction["error"] = error.reason
            predictions.append(prediction)
            if not arguments.json:
                _print_prediction(prediction, classes)
            work.report(done, len(photos))
    if arguments.json:
        print_line(to_json(predictions))
    return predictions


def _status(predictions: list[dict[str, Any]]) -> int:
    """The exit status: 1 if any photo was unreadable."""
    return int(any("error" in prediction for prediction in predictions))


def _print_prediction(prediction: dict[str, Any], classes: tuple[str, str]) -> None:
    """Print a line: "cat.jpg: cat (94%)", or where it is none of `classes`, "cat.jpg: unsure (cat 42%)"."""
    name = printable(prediction["photo"])
    if "error" in prediction:
        print_error(f"{name}: {printable(prediction['error'])}")
        return
    label, probability = prediction["label"], prediction["probability"]
    if label in classes:
        found = format_confidence(probability if label == classes[1] else 1.0 - probability)
    else:
        found = f"{classes[1]} {format_probability(probability)}"
    print_line(f"{name}: {printable(label)} ({found})")
