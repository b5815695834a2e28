"""Texts about the user's photos: answers, filters, and what the panel says."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from catgui.domain.photo_entry import PhotoEntry, Verdict
from catgui.domain.picture import PictureRow
from catgui.domain.prediction_texts import (
    IN_PART,
    MOVE_TO,
    SAY_FIRST,
    actual_text,
)
from catgui.inputs.sources import WebSource
from engine.images.photo import Framing
from engine.statistics import DETECTOR_CLASSES
from engine.text import counted, format_confidence, printable

EMPTY = "Drop photos here, or press Open. They stay on this computer."
DETECTOR = "Detector"
WRONG_TIP = "Only those answered wrongly"
RETRAINS = "Adding to training trains again."
NO_ANSWER = "not yet"
NOT_READ = "Not read: {error}"
NOT_KNOWN = "Not known"
FILES_STAY = "The files stay"
SELECT_FIRST = "Select photos first."
SELECT_ONE = "Select one photo."
NOT_READ_YET = "It is not read."
NONE_SHOWN = "No photo is wrong."
NOTHING_TO_PASTE = "Copy a picture, file or address first."
FRAMINGS = {Framing.WHOLE: "whole picture", Framing.CENTER: "center crop"}
_ADDED_MARK, _NOT_READ = "+", np.zeros((0, 0, 3), np.uint8)


def description(entry: PhotoEntry) -> str:
    """The description of a photo for its tooltip and for screen readers; plain text."""
    lines = [entry.name]
    if entry.photo is None:
        lines.append(prediction_text(entry) if entry.error else NOT_READ_YET)
    else:
        width, height = entry.photo.size
        lines.append(f"{width:,} x {height:,} px")
        lines += [] if entry.verdict is None else [prediction_text(entry)]
        lines += [] if entry.detected is None else [detected_text(entry.detected)]
        lines += [actual_text(entry.actual_name)] if entry.actual else []
        lines += [IN_PART[entry.part]] if entry.part else []
    return "\n".join(lines if entry.source.place == entry.name else [*lines, entry.source.place])


def addition_obstacle(entry: PhotoEntry) -> str:
    """The reason why a photo cannot be added to the open data, or ''."""
    return "" if entry.part or entry.actual_label is not None else SAY_FIRST


def addition_tip(part: str, parts: Collection[str]) -> str:
    """A text on adding to `part` photos that are in `parts` now ('' for none); '' if it simply adds them."""
    if parts == {part}:
        return IN_PART[part]
    return MOVE_TO[part] if parts and "" not in parts else ""


def photo_row(entry: PhotoEntry) -> PictureRow:
    """The card of a photo: its preview, the answer of the network and that of the detector, and its name."""
    verdict, detected = entry.verdict, entry.detected
    lines = ["", NO_ANSWER] if verdict is None else [verdict.class_name, format_confidence(verdict.confidence)]
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
    return "\n".join(filter(None, (actual, "" if entry.detected is None else detected_text(entry.detected))))


def prediction_text(entry: PhotoEntry) -> str:
    """The prediction of the network, or why there is none."""
    if entry.error:
        return NOT_READ.format(error=entry.error)
    return NO_ANSWER if entry.verdict is None else entry.verdict.text


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
    return f"Fetch {counted(len(sources), 'picture', 'pictures')} from {hosts}?"


def progress(done: int, total: int) -> str:
    """The progress as text; `total` is 0 while folders are searched."""
    return f"Reading photos: {done:,} of {total:,}" if total else f"Reading photos: {done:,}"
