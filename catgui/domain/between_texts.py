"""Texts about the plane of three pictures: the answers of the network in it, and its answer to the mix at a place."""

from __future__ import annotations

import numpy as np

from catgui.domain.between import ROUNDING, BetweenRoom, Corner, Line, MixField, Place, is_inside, shares_at
from catgui.domain.prediction_texts import DIVERGED, actual_text, predicted_text
from engine.text import counted, format_probability, printable

PUT = "Put in &Between"
PUT_TIP = "Make it one of the three pictures there"
ANOTHER_THREE = "&Another three"
ANOTHER_THREE_TIP = "A training picture, and those most alike of either class"
PUT_HERE = "&Put the selected picture here"
PUT_HERE_TIP = "Replace the corner nearest to the place"
UNITS = "&Neurons"
UNITS_TIP = "Show the line where each neuron begins to be active"
SAVE = "&Save this picture…"
SAVE_TIP = "Save the field with its pictures as PNG"
NO_NETWORK = "Press Train: then see where the answer changes between three pictures."
TOO_FEW = "This needs two training pictures of one class and one of the other."
LEFT_OUT = "A picture left out"
CHOOSING = "Choosing three pictures"
OTHER_SHAPE = "These pictures have another size than the network takes."
FILTERING = "Passing mixes through the filters"
NOT_PHOTOS = "Mixes are no photos: the network has learned from none."
ONE_OF_THREE = "This is no mix: it is one of the three pictures."
FOLDS = "Each neuron folds the plane along its line; the boundary bends only there."
ABOVE_FILTERS = "A thin line is where a neuron above the filters begins to be active."
NO_LINES = "Filters have no lines: each looks at many places."
NO_LINE_HERE = "No neuron begins to be active here."
NO_UNITS = "Without hidden layers nothing folds the plane: a boundary is straight."
NO_UNITS_ABOVE = "Without hidden layers there are no lines; only the filters bend a boundary."
TOO_MANY_LINES = "There are too many neurons for lines."
BEYOND = "Beyond the triangle, numbers may leave what a pixel can be."
# Answers within this distance of one half are unsure.
_UNSURE = 0.15


def heading(room: BetweenRoom) -> str:
    """The main finding in one sentence."""
    field, (zero, one) = room.field, [printable(name) for name in room.classes]
    if not field.is_finite:
        return DIVERGED
    low, high = (format_probability(end) for end in field.range)
    if field.is_constant:
        return f"One color: every mix gets the same answer, {high} {one}."
    count, ones = field.inside
    between = f"about {low}" if low == high else f"between {low} and {high}"
    if ones in (0, count):
        return f"No mix of these three is called {zero if ones else one} ({count:,} tried)."
    if _is_unsure(field):
        return f"Not sure anywhere: {between} {one}."
    return f"{format_probability(ones / count)} of the triangle is called {one}."


def _is_unsure(field: MixField) -> bool:
    low, high = field.range
    return low > 0.5 - _UNSURE and high < 0.5 + _UNSURE


def lines_text(room: BetweenRoom, line: Line | None, is_shown: bool) -> str:
    """What lines are, or the unit of the one pointed at; why there are none; '' while they are not shown."""
    if not is_shown:
        return ""
    if line is not None:
        return f"{unit_text(line)} begins to be active here. Click for its weights."
    if room.field.lines:
        return FOLDS if room.plane.is_linear else ABOVE_FILTERS
    return lines_obstacle(room) or NO_LINE_HERE


def lines_obstacle(room: BetweenRoom) -> str:
    """Why there can be no lines, or '' if there can."""
    if room.plane.is_of_network:
        return NO_LINES
    if not room.field.units:
        return NO_UNITS if room.plane.is_linear else NO_UNITS_ABOVE
    return TOO_MANY_LINES if room.field.has_many_units else ""


def unit_text(line: Line) -> str:
    """The unit of a line: "Neuron 3 of layer 1"."""
    return f"Neuron {line.unit + 1:,} of layer {line.layer + 1}"


def shares_text(corners: tuple[Corner, ...], place: Place) -> str:
    """The shares of the mix at a place, the largest first: "50% Training picture 2, 30% Training picture 1"."""
    shares = np.rint(100 * shares_at(*place)[:, 0]).astype(int).tolist()
    order = sorted(range(len(corners)), key=lambda at: -shares[at])
    parts = [f"{shares[at]}% {corners[at].title}".replace("-", "−", 1) for at in order if shares[at]]
    return "\n".join(parts)


def answer_text(room: BetweenRoom, probability: float) -> str:
    """The prediction for a mix: "Predicted: cat (73%)"."""
    label = int(probability > room.field.threshold)
    return predicted_text(room.classes[label], probability if label else 1 - probability)


def place_note(room: BetweenRoom, place: Place) -> str:
    """What a mix is: no photo, and beyond the triangle no picture; or that it is one of the three pictures."""
    shares = shares_at(*place)
    if not is_inside(shares)[0]:
        return BEYOND
    first, *others = np.flatnonzero(shares[:, 0] > ROUNDING).tolist()
    return ONE_OF_THREE if all(room.are_equal(first, other) for other in others) else NOT_PHOTOS


def corner_text(corner: Corner, classes: tuple[str, str]) -> str:
    """A corner in words: "Training picture 2, actual: cat"."""
    return corner.title if corner.label is None else f"{corner.title}. {actual_text(classes[corner.label])}"


def description(room: BetweenRoom) -> str:
    """All that the field shows, for screen readers."""
    corners = "; ".join(corner_text(corner, room.classes) for corner in room.corners)
    units = counted(len(room.field.lines), "neuron begins", "neurons begin")
    lines = f" {units} to be active in the field." if room.field.lines else ""
    return f"{' '.join(filter(None, (heading(room), room.note)))} Corners: {corners}.{lines}"


def saved_name(corners: tuple[Corner, ...]) -> str:
    """The name of the file of a saved field."""
    return f"between {' '.join(corner.title for corner in corners)}"
