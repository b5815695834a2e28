"""Texts about the edits of a data set: what was done to a picture, and what a command would do."""

from __future__ import annotations

import re

from catgui.domain.data_texts import data_text
from engine.data.dataset import DataOrigin
from engine.data.edits import TEST, TRAIN, EditCounts, PictureEdit
from engine.text import counted, printable

MOVE_TO_TRAINING_TIP = "The network learns it; it tests nothing any more"
IN_TRAINING = "Already in training."
LEAVE_OUT, RELABEL, REVERT = "Leave out", "Relabel", "Discard edits"
ADD_TO = {TRAIN: "Add to training", TEST: "Add to test"}
# What a part has already, a number.
PRESENT = {TRAIN: "Already in training: {what}.", TEST: "Already in test: {what}."}
_LEFT_OUT = "left out"
# What was done to a picture, in the words of EditCounts, and its mark.
EDIT_MARKS = {"added": "+", "relabeled": "≠", "moved": "→", _LEFT_OUT: "×"}


def pictures(count: int) -> str:
    """The number with the noun: "1 picture", "12 pictures"."""
    return counted(count, "picture", "pictures")


def relabel_text(class_name: str) -> str:
    """The command that gives pictures a label."""
    return f"Label as {printable(class_name)}"


def bring_back_text(title: str) -> str:
    """The command that edits the data as they were for a run."""
    return f"Bring back {title}"


def brought_back_text(title: str) -> str:
    """The message that a run is shown again on data that were edited otherwise."""
    return f"{title} is back, with its own edits. Undo brings yours back."


def restored_text(name: str, counts: EditCounts) -> str:
    """The message that the data called `name` were opened with the edits made before."""
    return f"Your edits of {printable(name)} are back: {counts}."


def stored_edits_text(name: str, counts: EditCounts) -> str:
    """The message that other data were opened in place of edited ones, whose edits are written."""
    return f"Your edits of {printable(name)} are kept: {counts}."


def unread_text(name: str, reason: str) -> str:
    """The message that the edits of the data called `name` cannot be read, and are not written over."""
    return f"Your edits of {printable(name)} could not be read: {printable(reason)}. New ones are not kept."


def edit_mark(edit: PictureEdit) -> str:
    """The mark on an edited picture, of `EDIT_MARKS`; two if it was relabeled and moved."""
    if edit.is_left_out:
        return EDIT_MARKS[_LEFT_OUT]
    if edit.is_added:
        return EDIT_MARKS["added"]
    return (EDIT_MARKS["relabeled"] if edit.is_relabeled else "") + (EDIT_MARKS["moved"] if edit.is_moved else "")


def edit_text(edit: PictureEdit, classes: tuple[str, str]) -> str:
    """The edit of one picture: "relabeled: cat instead of non-cat, moved"."""
    after, before = edit.after, edit.before
    if edit.is_left_out:
        return _LEFT_OUT
    label = printable(classes[after.label])
    if before is None:
        return "added"
    done = [f"relabeled: {label} instead of {printable(classes[before.label])}"] if edit.is_relabeled else []
    if edit.is_moved:
        done.append("moved")
    return ", ".join(done)


# The end of the name of edited data: ", 12 added, 2 relabeled".
_COUNT = rf", ([\d,]+) ({'|'.join(EDIT_MARKS)})"
_COUNTS = re.compile(rf"(?:{_COUNT})+$")


def short_data_text(name: str, origin: DataOrigin | None) -> str:
    """`data_text` in less room, with the marks of edited pictures: "course photos +12 ≠2"."""
    counts = _COUNTS.search(name)
    if counts is None:
        return data_text(name, origin)
    marks = (f"{EDIT_MARKS[what]}{count}" for count, what in re.findall(_COUNT, counts[0]))
    return data_text(f"{name[: counts.start()]} {' '.join(marks)}", origin)
