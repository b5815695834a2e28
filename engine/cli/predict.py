"""The command `predict`: a saved network, or the built-in detector, on photos."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD, predicted_labels
from engine.analysis.similarity import SimilarityIndex, by_similarity
from engine.cli.data_arguments import framing_value
from engine.cli.output import epilog, escape_surrogates, print_error, print_line, to_json, with_progress_line
from engine.data.dataset import DataOrigin, Dataset
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import COURSE, find_source, open_dataset
from engine.errors import ConfigError, DatasetError, PhotoError
from engine.images.photo import Framing
from engine.images.reader import read_photo
from engine.images.search import find_photos
from engine.saved_model.file import load_model
from engine.saved_model.model import Model
from engine.statistics import DETECTOR_CLASSES, UNSURE
from engine.text import format_confidence, format_probability, printable, threshold_sentence
from engine.training.features import make_examples

SUMMARY = "Classify photos with a saved network or the built-in cat detector."
EPILOG = epilog(
    {
        "catgui predict cats.npz photos/*.jpg": "",
        "catgui predict cats.npz --similar 3 cat.jpg": "",
        "catgui predict builtin photos": "",
    },
    "The detector says “unsure” where it is hardly better than chance. Exit status 1: a photo was unreadable.",
)
# In the place of a model file: the cat detector that comes with the program.
DETECTOR = "builtin"
_NOT_FOR_DETECTOR = f"must be left out with '{DETECTOR}'"
# Of the photo in a file: its label, the probability of class 1, and what else is asked for. Raises PhotoError.
_Predictor = Callable[[str], dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_model_argument(parser)
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="A picture file, or a folder of them.")
    parser.add_argument("--json", action="store_true", help="Print one JSON list.")
    parser.add_argument(
        "--similar",
        type=int,
        default=0,
        metavar="N",
        help="Name the N most similar training pictures; needs the network's data.",
    )
    add_framing_argument(parser)


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names a saved network, or the detector."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help=f"A saved network, or '{DETECTOR}', the built-in cat detector.",
    )


def add_framing_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument for how a photo is fitted to a saved network."""
    parser.add_argument(
        "--framing",
        type=framing_value,
        choices=[framing.value for framing in Framing],
        metavar="{whole,center}",
        help="Take whole photos, squeezed, or their centers (default: as in training).",
    )


def chosen_framing(arguments: argparse.Namespace) -> Framing | None:
    """The framing, None for that of the network. Raises ConfigError for the detector, which sees all of a photo."""
    if arguments.framing is not None and arguments.model == DETECTOR:
        raise ConfigError("framing", arguments.framing, _NOT_FOR_DETECTOR)
    return None if arguments.framing is None else Framing(arguments.framing)


def run(arguments: argparse.Namespace) -> int:
    """Print the predicted class of each photo and its probability; 1 if any was unreadable."""
    framing = chosen_framing(arguments)
    if arguments.similar < 0:
        raise ConfigError("similar", arguments.similar, "must be at least 0")
    if arguments.model == DETECTOR:
        if arguments.similar:
            raise ConfigError("similar", arguments.similar, _NOT_FOR_DETECTOR)
        return _predict_with_detector(arguments)
    model = load_model(arguments.model, pictures=1)
    similar = _SimilarPictures(model, arguments.model, arguments.similar) if arguments.similar else None

    def predict_photo(path: str) -> dict[str, Any]:
        view = read_photo(path, model.picture_shape).views[framing or model.framing]
        probabilities = model.probabilities(view[np.newaxis])
        label = model.classes[int(predicted_labels(probabilities, model.recipe.threshold)[0, 0])]
        found = {"label": label, "probability": float(probabilities[0, 0])}
        return found if similar is None else {**found, "similar": similar.find(view)}

    predictions = _print_predictions(arguments, predict_photo, model.classes)
    if model.recipe.threshold != THRESHOLD:
        print_error(str(threshold_sentence(model.recipe.threshold, model.classes[1])))
    return _status(predictions)


class _SimilarPictures:
    """The `count` training pictures that a photo looks like. Raises ConfigError without the data of `model`."""

    def __init__(self, model: Model, path: str, count: int) -> None:
        dataset = data_of(model, path)
        if dataset is None:
            reason = f"needs the network's data, {printable(model.trained_on)}, unchanged, here or beside its file"
            raise ConfigError("similar", count, reason)
        self._dataset, self._features, self._count = dataset, model.config.features, count
        train = dataset.train
        self._index = SimilarityIndex(make_examples(self._features, train.pictures, train.labels))

    def find(self, view: NDArray[np.uint8]) -> list[dict[str, Any]]:
        """The most similar pictures to one of (height, width, 3), as JSON has them."""
        example = make_examples(self._features, view[np.newaxis], np.zeros((1, 1), np.int64))
        found, train = self._index.similarities(example), self._dataset.train
        return [
            {
                "index": index,
                "file": escape_surrogates(train.files[index]) if train.files else "",
                "label": self._dataset.classes[train.labels[0, index]],
                "similarity": float(found[index]),
            }
            for index in by_similarity(found)[: self._count].tolist()
        ]


def _predict_with_detector(arguments: argparse.Namespace) -> int:
    from engine.system.threads import threads_for
    from engine.vision.convolution import team
    from engine.vision.detection.detector import SCALES, builtin_detector

    detector = builtin_detector()
    with team(threads_for(SCALES)) as members:

        def predict_photo(path: str) -> dict[str, Any]:
            detection = detector.detect(read_photo(path).detail, members)
            label = UNSURE if detection.is_unsure else DETECTOR_CLASSES[detection.is_cat]
            return {"label": label, "probability": detection.probability}

        predictions = _print_predictions(arguments, predict_photo, DETECTOR_CLASSES)
    if detector.record is not None and any("error" not in prediction for prediction in predictions):
        # No result, so that the output stays JSON, or one line for each photo.
        print_error(detector.record.sentence())
    return _status(predictions)


def _print_predictions(
    arguments: argparse.Namespace, predict_photo: _Predictor, classes: tuple[str, str]
) -> list[dict[str, Any]]:
    """Print what is predicted of each photo, and return it."""
    predictions = []
    photos = [photo for path in arguments.photos for photo in _photos_at(path)]
    for path in with_progress_line(photos, len(photos), "photos"):
        prediction = _prediction(predict_photo, path)
        predictions.append(prediction)
        if not arguments.json:
            _print_prediction(prediction, classes)
    if arguments.json:
        print_line(to_json(predictions))
    return predictions


def _photos_at(path: str) -> tuple[str, ...]:
    """The photos of a folder, or the file itself; a folder without any is told of as an unreadable photo is."""
    return (find_photos(path).paths or (path,)) if os.path.isdir(path) else (path,)


def _status(predictions: list[dict[str, Any]]) -> int:
    """The exit status: 1 if any photo was unreadable."""
    return int(any("error" in prediction for prediction in predictions))


def _prediction(predict_photo: _Predictor, path: str) -> dict[str, Any]:
    try:
        return {"photo": escape_surrogates(path), **predict_photo(path)}
    except PhotoError as error:
        return {"photo": escape_surrogates(path), "error": error.reason}


def _print_prediction(prediction: dict[str, Any], classes: tuple[str, str]) -> None:
    name = printable(prediction["photo"])
    if "error" in prediction:
        print_error(f"{name}: {printable(prediction['error'])}")
    else:
        print_line(f"{name}: {_outcome(prediction['label'], prediction['probability'], classes)}")
        for one in prediction.get("similar", ()):
            file = f" ({printable(one['file'])})" if one["file"] else ""
            print_line(f"    {one['similarity']:.2f} train {one['index']}{file}: {printable(one['label'])}")


def _outcome(label: str, probability: float, classes: tuple[str, str]) -> str:
    """The prediction as text: "cat (94%)", or where it is none, "unsure (cat 42%)"."""
    if label not in classes:
        return f"{label} ({classes[1]} {format_probability(probability)})"
    return f"{printable(label)} ({format_confidence(probability if label == classes[1] else 1.0 - probability)})"


def data_of(model: Model, path: str | Path) -> Dataset | None:
    """The data that the `model` of the file `path` was trained on, if they are there as they were, else None.

    Its own data are looked for by name in the working directory and in the folder of the file.
    """
    reference = model.recipe.data
    if reference.origin is None:
        return None
    for folder in (Path.cwd(), Path(path).parent):
        with suppress(DatasetError, ConfigError):
            dataset = reference.restore(_open(reference.origin.within(folder)))
            if dataset.fingerprint == reference.fingerprint and model.fits(dataset):
                return dataset
    return None


def _open(origin: DataOrigin) -> Dataset:
    if origin.location == COURSE:
        return open_dataset(COURSE)  # which downloads nothing
    if not isinstance(origin.location, str) and not origin.is_local:
        raise DatasetError(origin.location[0], "it is in a network")
    settings = ImageFolderSettings.from_dict(origin.folder_settings or {})
    return find_source(origin.location).open(settings).dataset
