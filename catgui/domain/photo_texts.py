"""Texts about the user's photos, and what accuracy to expect on them."""

from __future__ import annotations

from collections.abc import Sequence

from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_order import PhotoOrder
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.prediction_texts import actual_text, is_default_threshold, threshold_text
from catgui.inputs.sources import WebSource
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.sources.opening import BUILTIN, COURSE
from engine.images.photo import Framing
from engine.text import printable

EMPTY = "Drop photos or a folder here, or press Open. They stay on this computer."
NO_NETWORK = "No network yet. Train one to get a prediction for each photo."
TRAINING = "Training: the predictions come with the first iterations."
NO_DATA = "No data yet. Open a data set and train on it to get a prediction for each photo."
CARD_KEYS = "1 and 2 set the actual class, 0 clears it, Enter enlarges, Delete removes"
NONE_SHOWN = "No photo fits the filter."
NOTHING_TO_PASTE = "There is no picture, file or address on the clipboard. Copy one first."

FRAMINGS = {
    Framing.WHOLE: ("Whole picture", "The network sees the whole photo, squeezed to its shape"),
    Framing.CENTER: ("Centre crop", "The network sees the largest part in the middle that has its shape"),
}

ORDERS = {
    PhotoOrder.ADDED: "As added",
    PhotoOrder.NAME: "By name",
    PhotoOrder.UNCERTAIN: "Least certain",
    PhotoOrder.CERTAIN: "Most certain",
}

_EXPECTATIONS = {
    COURSE: "Expect about six in ten ordinary photos right.",
    BUILTIN: "It knows only drawings. For photos, open the course photos.",
}
_OTHER_DATA_NOTE = "Expect more mistakes on photos unlike its training pictures."


def expected_accuracy_note(dataset: Dataset | None, trained_on: str) -> str:
    """The accuracy to expect on ordinary photos from a network trained on `trained_on`; `dataset` is open."""
    if dataset is None or trained_on != dataset.name:
        return _OTHER_DATA_NOTE
    return _EXPECTATIONS.get(dataset.source, _OTHER_DATA_NOTE)


def description(entry: PhotoEntry) -> str:
    """The description of a photo for its tooltip and for screen readers; plain text."""
    if entry.state is PhotoState.FAILED:
        return f"{entry.source.place}\nNot read: {entry.error}"
    if entry.photo is None:
        return f"{entry.source.place}\nNot read yet"
    width, height = entry.photo.size
    framing, _ = FRAMINGS[entry.framing]
    lines = [entry.source.place, f"{width:,} x {height:,} pixels, {framing.lower()}"]
    if entry.verdict is not None:
        lines.append(entry.verdict.text)
        if not is_default_threshold(entry.verdict.threshold):
            lines.append(threshold_text(entry.verdict.threshold))
    if entry.actual:
        lines.append(actual_text(entry.actual))
    return "\n".join(lines)


def filter_texts(tally: PhotoTally) -> dict[PhotoFilter, str]:
    """Each filter with the number of photos that it accepts: "Unreadable (3)"."""
    zero, one = _class_names(tally.classes)
    names = {
        PhotoFilter.ALL: "All",
        PhotoFilter.PREDICTED_1: f"Predicted {one}",
        PhotoFilter.PREDICTED_0: f"Predicted {zero}",
        PhotoFilter.UNREADABLE: "Unreadable",
        PhotoFilter.UNANSWERED: "Unanswered",
        PhotoFilter.WRONG: "Wrong",
        PhotoFilter.TRUE_POSITIVE: f"Actually {one}, predicted {one}",
        PhotoFilter.FALSE_NEGATIVE: f"Actually {one}, predicted {zero}",
        PhotoFilter.FALSE_POSITIVE: f"Actually {zero}, predicted {one}",
        PhotoFilter.TRUE_NEGATIVE: f"Actually {zero}, predicted {zero}",
    }
    return {filter_: f"{name} ({tally.counts[filter_]:,})" for filter_, name in names.items()}


def tally_text(tally: PhotoTally) -> str:
    """The numbers of photos by prediction: "3 cat, 2 non-cat, 1 unreadable"."""
    zero, one = _class_names(tally.classes)
    counts = [
        (tally.counts[PhotoFilter.PREDICTED_1], one),
        (tally.counts[PhotoFilter.PREDICTED_0], zero),
        (tally.counts[PhotoFilter.UNREADABLE], "unreadable"),
    ]
    shown = ", ".join(f"{count:,} {name}" for count, name in counts if count)
    predicted = counts[0][0] + counts[1][0]
    if not tally.total:
        return ""
    return shown if predicted else ", ".join(filter(None, (photos(tally.total), shown)))


def accuracy_text(evaluation: Evaluation) -> str:
    """The accuracy on the photos whose actual class is known, and that of always predicting one class.

    A threshold that is not the default comes first.
    """
    always, baseline = evaluation.baseline
    right = f"{evaluation.correct:,} of {evaluation.count:,} right ({evaluation.accuracy:.1%})"
    threshold = evaluation.threshold
    prefix = "" if is_default_threshold(threshold) else f"{threshold_text(threshold)}: "
    return f"{prefix}{right}; always {printable(always)}: {baseline:.1%}"


def answer_hint(classes: tuple[str, str]) -> str:
    """How to say what a photo really is, and what for."""
    zero, one = map(printable, classes)
    return f"Right or wrong? Press 1 for {one}, 2 for {zero}."


def framing_note(framing: Framing) -> str:
    """That the training pictures have the framing `framing`, and photos have another."""
    name, _ = FRAMINGS[framing]
    return f"The network was trained on pictures with the framing “{name}”; some of these photos have another."


def detector_failure(reason: str) -> str:
    """That the cat detector cannot be loaded."""
    return f"The cat detector cannot answer: {reason}"


def unreadable_text(count: int) -> str:
    """What the cards of unreadable photos are."""
    return f"{photos(count)} could not be read; each card says why."


def _class_names(classes: tuple[str, str] | None) -> tuple[str, str]:
    zero, one = classes or ("class 0", "class 1")
    return printable(zero), printable(one)


def photos(count: int) -> str:
    """A number of photos as text: "1 photo", "1,200 photos"."""
    return f"{count:,} photo" if count == 1 else f"{count:,} photos"


def fetch_question(sources: Sequence[WebSource]) -> str:
    """The question before pictures are downloaded, naming every host."""
    hosts = sorted({source.host for source in sources})
    what = "this picture" if len(sources) == 1 else f"these {len(sources)} pictures"
    return f"Fetch {what} from {' and '.join(hosts)}?"


def progress(done: int, total: int) -> str:
    """The progress as text; `total` is 0 while folders are searched."""
    return f"Reading photos: {done:,} of {total:,}" if total else f"Looking for photos: {done:,} found"
