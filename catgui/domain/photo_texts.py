"""Texts about the user's photos, and what accuracy to expect on them."""

from __future__ import annotations

from collections.abc import Sequence

from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.inputs.sources import WebSource
from engine.data.dataset import Dataset
from engine.data.sources.opening import BUILTIN, COURSE
from engine.images.photo import Framing

EMPTY = "Drop photos or a folder here, or press Open. They stay on this computer."
NO_NETWORK = "No network yet. Train one, and each photo gets its verdict."
TRAINING = "Training: the verdicts come with the first steps."
NO_DATA = "No data yet. Open a data set and train on it, and each photo gets its verdict."
NOTHING_TO_PASTE = "There is no picture, file or address on the clipboard. Copy one first."

FRAMINGS = {
    Framing.WHOLE: ("Whole picture", "The network sees the whole photo, squeezed to its shape"),
    Framing.CENTER: ("Centre crop", "The network sees the largest part in the middle that has its shape"),
}

_EXPECTATIONS = {
    COURSE: "Trained on the course photos it gets about six in ten ordinary photos right.",
    BUILTIN: "Trained on drawings it knows only drawings. Fetch the course photos for photos.",
}
_OTHER_DATA_NOTE = "It knows only pictures like those it was trained on; expect more mistakes on other photos."


def expected_accuracy_note(dataset: Dataset, trained_on: str) -> str:
    """The accuracy to expect on ordinary photos from a network trained on `trained_on`."""
    if trained_on != dataset.name:
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
    return "\n".join(lines)


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
