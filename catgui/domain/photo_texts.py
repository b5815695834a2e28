"""Texts about the user's photos: answers, filters, and what the panel says."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from catgui.domain.photo_entry import NEITHER, PhotoEntry, PhotoState, Verdict
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_order import PhotoOrder
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.prediction_texts import (
    PARTS,
    SAY_FIRST,
    actual_text,
    is_default_threshold,
    part_text,
    threshold_text,
)
from catgui.inputs.sources import PathSource, WebSource
from engine.images.photo import Framing
from engine.statistics import DETECTOR_CLASSES, UNSURE
from engine.text import format_confidence, format_probability, printable

EMPTY = "Drop photos or a folder here, or press Open. They stay on this computer."
NO_NETWORK = "No network yet. Train one to get a prediction for each photo."
TRAINING = "Training: the predictions come with the first iterations."
NO_DATA = "No data yet. Open a data set and train on it to get a prediction for each photo."
DETECTOR_READY = "The cat detector needs no training: it answers for each photo at once."
DETECTOR_ALONE = "Train a network of your own to compare."
DETECTOR_WITHOUT_DATA = "Open a data set and train a network of your own to compare."
DETECTOR = "Detector"
NETWORK = "Your network"
SHORT_NETWORK = "Network"  # on small cards
NO_ANSWER = "not yet"
_NO_PREDICTION = "No prediction yet"
CARD_KEYS = (
    "1 and 2 set the actual class, 3 says neither, 0 clears the answer, T adds to the training part, Enter enlarges, "
    "Delete removes"
)
NEITHER_NOT_ADDED = "It is of neither class, so it cannot be added to the data."
NOT_COUNTED = "it counts in no score"
NOT_KNOWN = "not known"
RENEW_TIP = (
    "While a network is trained, and while you answer, the cards stay where they are; they are sorted again when the "
    "run ends, or by this"
)
SORTED = "The photos are filtered and sorted as they are now."
NO_PHOTOS = "There are no photos yet."
SELECT_FIRST = "Select photos first."
SELECT_ONE = "Select one photo."
NOT_READ_YET, UNREADABLE = "It is not read yet.", "It could not be read."
NO_CLASSES = "Open data first: their classes are the ones to choose from."
NO_PREDICTION_TO_EXPLAIN = "There is no prediction yet: train a network."
NEITHER_TIP = f"It is of neither class: {NOT_COUNTED}"
CLEAR_TIP = "Which class it is, is not known: takes the answer back"
NONE_SHOWN = "No photo fits the filter."
NOTHING_TO_PASTE = "There is no picture, file or address on the clipboard. Copy one first."
PASTE_TIP = (
    "Paste a picture, files or an address (Ctrl+V). A picture that is no file on this computer is kept with the "
    "session."
)
RESULTS_TIP = "Show the accuracy and the confusion matrix of your network on the photos whose class you have set"

VIEW_TIP = "What your network sees of the photo"
DETECTOR_VIEW_TIP = f"{VIEW_TIP}. The cat detector looks at the photo itself, at several sizes."

FRAMINGS = {
    Framing.WHOLE: ("Whole picture", "The network sees the whole photo, squeezed to its shape"),
    Framing.CENTER: ("Center crop", "The network sees the largest part in the middle that has its shape"),
}

ORDERS = {
    PhotoOrder.ADDED: "As added",
    PhotoOrder.NAME: "By name",
    PhotoOrder.UNCERTAIN: "Least certain",
    PhotoOrder.CERTAIN: "Most certain",
    PhotoOrder.TO_LABEL: "To label next",
}
_TO_LABEL = f"“{ORDERS[PhotoOrder.TO_LABEL]}”"
ORDER_TIP = (
    f"The order of the photos. {_TO_LABEL} has those first whose labels would tell the network most: it is uncertain "
    "of them, and they differ from each other. Those you have labelled come last, once the photos are sorted again."
)
NO_SUGGESTIONS = f"{_TO_LABEL} needs answers to the photos: train a network first."

_IN_NO_FILE = "In no file: kept with the session"


def description(entry: PhotoEntry) -> str:
    """The description of a photo for its tooltip and for screen readers; plain text."""
    if entry.state is PhotoState.FAILED:
        return f"{entry.source.place}\nNot read: {entry.error}"
    if entry.photo is None:
        return f"{entry.source.place}\nNot read yet"
    width, height = entry.photo.size
    framing, _ = FRAMINGS[entry.framing]
    lines = [entry.source.place, f"{width:,} x {height:,} pixels, {framing.lower()}"]
    if entry.detected is not None:
        lines.append(answer_text(DETECTOR, entry.detected))
    if entry.verdict is not None:
        lines.append(entry.verdict.text if entry.detected is None else answer_text(NETWORK, entry.verdict))
        if not is_default_threshold(entry.verdict.threshold):
            lines.append(threshold_text(entry.verdict.threshold))
    if entry.actual:
        lines.append(actual_text(entry.actual_name))
    if reason := uncounted_reason(entry):
        lines.append(reason)
    if entry.part:
        lines.append(part_text(entry.part))
    if not isinstance(entry.source, PathSource):
        lines.append(_IN_NO_FILE)
    return "\n".join(lines)


def actual_line(entry: PhotoEntry) -> str:
    """What the user says a photo is: "Actual: cat (training part)", or "dog, not a class of these data"."""
    name = entry.actual_name or NOT_KNOWN
    text = f"{name}, not a class of {_whose_classes(entry)}" if entry.is_of_other_data else actual_text(name)
    return f"{text} ({PARTS[entry.part]})" if entry.part else text


def uncounted_reason(entry: PhotoEntry) -> str:
    """Why a photo with an actual class counts in no score, or ''."""
    if entry.actual == NEITHER:
        return "Not counted: it is of neither class."
    if entry.is_of_other_data:
        return f"Not counted: {entry.actual_name} is no class of {_whose_classes(entry)}."
    if entry.actual_label is not None and entry.counted_label is None:
        return "Not counted: your network was trained on it."
    return ""


def _whose_classes(entry: PhotoEntry) -> str:
    """Whose classes the answers to a photo are: a network from a file may have others than the open data."""
    return "these data" if entry.verdict is None else "this network"


def addition_obstacle(entry: PhotoEntry) -> str:
    """Why a photo cannot be added to the open data, or ''."""
    if entry.actual == NEITHER:
        return NEITHER_NOT_ADDED
    return "" if entry.part or entry.actual_label is not None else SAY_FIRST


def addition_tip(part: str, parts: Collection[str]) -> str:
    """What adding photos to `part` does that are in `parts` now, '' for none."""
    if parts == {part}:
        return f"In the {PARTS[part]}; “Edits…” in Data reverts that"
    return f"{'Move' if parts and '' not in parts else 'Add'} to the {PARTS[part]}, with the actual class"


def outcome_line(entry: PhotoEntry) -> str:
    """Whether the answers to an enlarged photo are right, or why that is not counted, or how to find out."""
    known = correctness_text(entry) or uncounted_reason(entry)
    return known or ("" if entry.photo is None else addition_obstacle(entry))


def correctness_text(entry: PhotoEntry) -> str:
    """Whether the predictions of the network and of the detector are right, as far as that is counted."""
    ours = "" if entry.is_correct is None else _right(entry.is_correct)
    if entry.detected is None or entry.counted_label is None:
        return f"The prediction is {ours}." if ours else ""
    its = f"{DETECTOR}: {UNSURE if entry.is_detected_correctly is None else _right(entry.is_detected_correctly)}"
    return f"{its}. {NETWORK}: {ours}" if ours else its


def _right(is_correct: bool) -> str:
    return "right" if is_correct else "wrong"


def answer_text(who: str, verdict: Verdict) -> str:
    """A verdict with whose it is: "Detector: cat, 93%"."""
    return f"{who}: {outcome_text(verdict)}"


def prediction_text(entry: PhotoEntry) -> str:
    """The prediction of the network, with whose it is where the detector answers as well."""
    if entry.error:
        return f"Not read: {entry.error}"
    if entry.verdict is None:
        return _NO_PREDICTION if entry.detected is None else f"{NETWORK}: {NO_ANSWER}"
    return entry.verdict.text if entry.detected is None else answer_text(NETWORK, entry.verdict)


def outcome_text(verdict: Verdict) -> str:
    """The predicted class and its probability, "cat, 93%"; or that of class 1, "unsure, cat 42%"."""
    if verdict.is_unsure:
        return f"{UNSURE}, {printable(verdict.classes[1])} {format_probability(verdict.probability)}"
    return f"{verdict.class_name}, {format_confidence(verdict.confidence)}"


def view_captions(shape: Sequence[int]) -> tuple[str, str]:
    """What the network's view of (height, width, ...) is, and only its size."""
    size = f"{shape[1]} x {shape[0]}"
    return f"Seen as {size}", size


def filter_texts(tally: PhotoTally, chosen: PhotoFilter) -> dict[PhotoFilter, str]:
    """The filters that accept photos, and the `chosen` one, with the number of these: "Unreadable (3)"."""
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
        PhotoFilter.NEITHER: "Neither",
        PhotoFilter.OTHER_DATA: "Of another class",
        PhotoFilter.DISAGREEMENT: "Detector and network disagree",
        PhotoFilter.DETECTED_1: f"Detector: {DETECTOR_CLASSES[1]}",
        PhotoFilter.DETECTED_0: f"Detector: {DETECTOR_CLASSES[0]}",
        PhotoFilter.DETECTED_UNSURE: f"Detector: {UNSURE}",
        PhotoFilter.DETECTOR_WRONG: "Detector wrong",
    }
    offered = {filter_: tally.counts[filter_] for filter_ in names}
    kept = PhotoFilter.ALL, chosen
    return {of: f"{names[of]} ({count:,})" for of, count in offered.items() if count or of in kept}


def tally_text(tally: PhotoTally) -> str:
    """The numbers of photos by prediction: "3 cat, 2 non-cat, 1 unreadable".

    Where the detector answers as well, with whose they are: "3 cat, 2 non-cat (your network)". Without predictions of a
    network they are the detector's.
    """
    if not tally.total:
        return ""
    unreadable = _counts_text([(tally.counts[PhotoFilter.UNREADABLE], "unreadable")])
    zero, one = _class_names(tally.classes)
    ours = _counts_text([(tally.counts[PhotoFilter.PREDICTED_1], one), (tally.counts[PhotoFilter.PREDICTED_0], zero)])
    zero, one = DETECTOR_CLASSES
    detected = {PhotoFilter.DETECTED_1: one, PhotoFilter.DETECTED_0: zero, PhotoFilter.DETECTED_UNSURE: UNSURE}
    its = _counts_text([(tally.counts[filter_], name) for filter_, name in detected.items()])
    counted = ours or its or photos(tally.total)
    if its:
        counted += f" ({(NETWORK if ours else DETECTOR).lower()})"
    return ", ".join(filter(None, (counted, unreadable)))


def _counts_text(counts: Sequence[tuple[int, str]]) -> str:
    return ", ".join(f"{count:,} {name}" for count, name in counts if count)


def answer_hint(classes: tuple[str, str]) -> str:
    """How to say what a photo really is, and what for."""
    zero, one = map(printable, classes)
    return f"Right or wrong? Press 1 for {one}, 2 for {zero}, 3 for neither."


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
