"""Texts about doubtful labels: what the search does, and how far its list can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from catgui.domain.edits.edit_texts import pictures
from catgui.domain.picture import PART_NAMES
from engine.analysis.evaluation import THRESHOLD
from engine.data.edits import PictureEdit
from engine.experiments.doubtful_labels import DoubtfulLabels, LabelDoubt
from engine.text import format_probability, printable
from engine.training.config import TrainingConfig
from engine.training.features import PIXELS

START, AGAIN = "Find doubtful labels", "Run again"
NO_DATA = "Open data first."
HINT = "Finds labels that look wrong to networks which were not trained on their pictures."
OTHER_EDITS = "From before your last edits."
NOISE = "Do not go by this list."
RELABEL, RELABEL_TIP = "R&elabel", "Give each selected picture the other label"
WHY, WHY_TIP = "&Why?", "Open Why"
_TRY_FILTERS = "Try pretrained filters."
_TRY_PICTURES = "Try other settings, or add pictures."
_NONE_DENIED = "Every label is more likely than not."
_FEW_DENIED = "Doubted: {denied:,} of {pictures}. Look at the first ones."
_MANY_DENIED = "Doubted: {denied:,} of {pictures}, probably by the networks' mistakes."
# From this share on, what the networks deny is rather their mistake than that of the labels.
_MANY = 0.1


def too_few_text(counts: Sequence[int], classes: tuple[str, str], folds: int) -> str:
    """The reason why a class has too few pictures for a search; '' if it has enough."""
    count, class_name = min(zip(counts, classes, strict=True), key=lambda counted: counted[0])
    if count >= folds:
        return ""
    return f"Too few pictures of {printable(class_name)}: {count:,}. Add some: {folds} are needed."


def repeats_text(done: int, wanted: int) -> str:
    """The finished share of a stopped search; '' if the search was completed."""
    return "" if done >= wanted else f"Stopped after {done} of {wanted} repeats."


def trust_text(found: DoubtfulLabels, config: TrainingConfig) -> str:
    """A text on how far to trust the list, and on what to do: look at the first, or try other settings."""
    advice = _TRY_FILTERS if config.features == PIXELS else _TRY_PICTURES
    if not found.better_than_constant:
        return f"{found.verdict} {advice}"
    doubts = found.doubts
    denied = sum(doubt.probability < THRESHOLD for doubt in doubts)
    if not denied:
        return f"{found.verdict} {_NONE_DENIED}"
    if denied < _MANY * len(doubts):
        return f"{found.verdict} {_FEW_DENIED.format(denied=denied, pictures=pictures(len(doubts)))}"
    return f"{found.verdict} {_MANY_DENIED.format(denied=denied, pictures=pictures(len(doubts)))} {advice}"


def doubt_lines(doubt: LabelDoubt, classes: tuple[str, str]) -> tuple[str, str]:
    """The given label and how likely networks find it, and the part."""
    return _label_line(printable(classes[doubt.label]), doubt.probability), PART_NAMES[doubt.part]


def _label_line(name: str, probability: float) -> str:
    return f"label {name}, {format_probability(probability)} likely"


def changed_text(edit: PictureEdit, classes: tuple[str, str]) -> str:
    """The change of a listed picture since the search, in few words; '' without one."""
    if edit.is_left_out:
        return "left out"
    if edit.is_relabeled:
        return f"now {printable(classes[edit.after.label])}"
    return f"now {PART_NAMES[edit.after.part]}" if edit.is_moved else ""


def enlarged_text(doubt: LabelDoubt, classes: tuple[str, str], changed: str) -> str:
    """The title of an enlarged picture: its label, the probability that networks give it, and its change since."""
    label, probability = printable(classes[doubt.label]), format_probability(doubt.probability)
    given = f"Label: {label} ({changed})" if changed else f"Label: {label}"
    return f"{given}\nTo networks not trained on it: {probability} likely"


def widest_lines(classes: tuple[str, str]) -> list[str]:
    """Lines at least as wide as those beside any picture."""
    names = [printable(name) for name in classes]
    now = [f"now {name}" for name in (*names, *PART_NAMES.values())]
    return [*PART_NAMES.values(), "left out", *now, *(_label_line(name, 1.0) for name in names)]
