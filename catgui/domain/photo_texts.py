"""Texts about the user's photos: answers, filters, and what the panel says."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from catgui.domain.photo_entry import PhotoEntry, PhotoState, Verdict
from catgui.domain.picture import PictureRow
from catgui.domain.prediction_texts import (
    MOVE_TO,
    SAY_FIRST,
    actual_text,
    is_default_threshold,
    part_text,
    threshold_text,
)
from catgui.inputs.sources import PathSource, WebSource
from engine.images.photo import Framing
from engine.statistics import DETECTOR_CLASSES
from engine.text import counted, format_confidence, printable

EMPTY = "Drop photos here, or press Open. They stay on this computer."
NO_NETWORK = "Train a network: it then predicts each photo."
TRAINING = "Predictions come with the first iterations."
NO_DATA = "Open data first, then train a network."
DETECTOR = "Detector"
SHOW_DETECTOR, SHOW_DETECTOR_TIP = "Cat detector, for comparison", "Its answers below your network's"
WRONG_TIP = "Only those answered wrongly"
RETRAINS = "Adding to training trains again."
NO_ANSWER = "not yet"
NO_PREDICTION = "No prediction yet"
NOT_READ = "Not read: {error}"
CARD_KEYS = "1, 2: class. 0: not known. T: add. Enter: enlarge. Del: remove."
NOT_KNOWN = "Not known"
NO_PHOTOS = "Drop photos on the window first."
FILES_STAY = "The files stay"
SELECT_FIRST = "Select photos first."
SELECT_ONE = "Select one photo."
NOT_READ_YET, UNREADABLE = "It is not read yet.", "It could not be read."

CLEAR_TIP = "Take the answer back"
NONE_SHOWN = "No photo is wrong."
NOTHING_TO_PASTE = "Copy a picture, file or address first."
PASTE_TIP = "A picture, files or an address (Ctrl+V)"

FRAMINGS = {
    Framing.WHOLE: ("Whole picture", "The network sees the whole photo, squeezed"),
    Framing.CENTER: ("Center crop", "The network sees the middle of the photo"),
}
# The same within a line.
FRAMING_NAMES = {Framing.WHOLE: "whole picture", Framing.CENTER: "center crop"}


_ADDED_MARK, _NOT_READ = "+", np.zeros((0, 0, 3), np.uint8)
_IN_NO_FILE = "In no file: kept with the session"


def description(entry: PhotoEntry) -> str:
    """The description of a photo for its tooltip and for screen readers; plain text."""
    place = [] if entry.source.place == entry.name else [entry.source.place]
    if entry.state is PhotoState.FAILED:
        return "\n".join((entry.name, NOT_READ.format(error=entry.error), *place))
    if entry.photo is None:
        return "\n".join((entry.name, "Not read yet", *place))
    width, height = entry.photo.size
    lines = [entry.name, f"{width:,} x {height:,} px · {FRAMINGS[entry.framing][0]}"]
    if entry.verdict is not None:
        lines.append(prediction_text(entry))
    if entry.verdict is not None and not is_default_threshold(entry.verdict.threshold):
        lines.append(threshold_text(entry.verdict.threshold))
    if entry.detected is not None:
        lines.append(detected_text(entry.detected))
    if entry.actual:
        lines.append(actual_text(entry.actual_name))
    if entry.part:
        lines.append(part_text(entry.part))
    lines += place
    if not isinstance(entry.source, PathSource):
        lines.append(_IN_NO_FILE)
    return "\n".join(lines)


def addition_obstacle(entry: PhotoEntry) -> str:
    """The reason why a photo cannot be added to the open data, or ''."""
    return "" if entry.part or entry.actual_label is not None else SAY_FIRST


def addition_tip(part: str, parts: Collection[str]) -> str:
    """A text on adding to `part` photos that are in `parts` now ('' for none); '' if it simply adds them."""
    if parts == {part}:
        return part_text(part)
    return MOVE_TO[part] if parts and "" not in parts else ""


def photo_row(entry: PhotoEntry) -> PictureRow:
    """The card of a photo: its preview, the answer of the network and that of the detector, and its name."""
    verdict, detected = entry.verdict, entry.detected
    lines = [NO_ANSWER] if verdict is None else [verdict.class_name, format_confidence(verdict.confidence)]
    if detected is not None:
        lines.append(f"{DETECTOR}: {detected.class_name}")
    return PictureRow(
        _NOT_READ if entry.photo is None else entry.photo.preview,
        entry.name,
        (*lines, entry.name),
        description(entry),
        entry.actual_label,
        None,
        entry.is_correct,
        edit_mark=_ADDED_MARK if entry.part else "",
        error=NOT_READ.format(error=entry.error) if entry.error else "",
    )


def widest_row(classes: tuple[str, str], has_detector: bool) -> tuple[str, ...]:
    """The lines that a card is to have room for: all but its name."""
    detector = (f"{DETECTOR}: {DETECTOR_CLASSES[0]}",) if has_detector else ()
    return max(map(printable, classes), key=len), format_confidence(1.0), *detector


def answer(entry: PhotoEntry) -> str:
    """The answer to an enlarged photo, or why there is none."""
    return prediction_text(entry) if entry.verdict is None else entry.verdict.class_name


def facts(entry: PhotoEntry) -> str:
    """What else is known of an enlarged photo: its actual class, or how to say it, and the detector's answer."""
    actual = actual_text(entry.actual_name) if entry.actual else "" if entry.photo is None else addition_obstacle(entry)
    return "\n".join(filter(None, (actual, detected_text(entry.detected) if entry.detected else "")))


def prediction_text(entry: PhotoEntry) -> str:
    """The prediction of the network, or why there is none."""
    if entry.error:
        return NOT_READ.format(error=entry.error)
    return NO_PREDICTION if entry.verdict is None else entry.verdict.text


def detected_text(verdict: Verdict) -> str:
    """The answer of the detector: "Detector: cat (93%)"."""
    return f"{DETECTOR}: {verdict.shorter}"


def detector_failure(reason: str) -> str:
    """That the cat detector cannot be loaded."""
    return f"The cat detector cannot answer: {reason}"


def unreadable_text(count: int) -> str:
    """A text on the cards of unreadable photos."""
    return f"Not read: {photos(count)}; each card says why."


def photos(count: int) -> str:
    """A number of photos as text: "1 photo", "1,200 photos"."""
    return counted(count, "photo", "photos")


def fetch_question(sources: Sequence[WebSource]) -> str:
    """The question before pictures are downloaded, naming every host."""
    hosts = ", ".join(sorted({source.host for source in sources}))
    return f"Fetch this picture from {hosts}?" if len(sources) == 1 else f"Fetch {len(sources)} pictures from {hosts}?"


def progress(done: int, total: int) -> str:
    """The progress as text; `total` is 0 while folders are searched."""
    return f"Reading photos: {done:,} of {total:,}" if total else f"Looking for photos: {done:,} found"
