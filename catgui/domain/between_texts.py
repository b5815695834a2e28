"""Texts about the plane of three pictures: the answers of the network in it, and its answer to the mix at a place."""

from __future__ import annotations

import numpy as np

from catgui.domain.between import MOST_LINES, BetweenResult, Corner, Line, Place, shares_at
from catgui.domain.prediction_texts import DIVERGED, actual_text, predicted_text
from engine.text import format_probability, printable

PUT = "Put in &Between"
PUT_TIP = "Make it one of the three pictures there"
ANOTHER_THREE = "&Another three"
ANOTHER_THREE_TIP = "A training picture, and those most alike of either class"
SAVE = "&Save this picture…"
SAVE_TIP = "Save the field with its pictures as PNG"
NO_NETWORK = "Press Train: then see where the answer changes between three pictures."
TOO_FEW = "This needs two training pictures of one class and one of the other."
LEFT_OUT = "A picture left out"
CHOOSING = "Choosing three pictures"
OTHER_SHAPE = "These pictures have another size than the network takes."
FILTERING = "Passing mixes through the filters"
LINES = "Lines: neurons switch on."
NO_UNITS = "Without hidden neurons there are no lines."
TOO_MANY_LINES = "Too many neurons for lines."
NO_LINE_HERE = "No neuron switches on here."


def heading(result: BetweenResult) -> str:
    """The finding in one sentence."""
    if not result.field.is_finite:
        return DIVERGED
    (count, ones), (zero, one) = result.field.inside, map(printable, result.classes)
    if ones in (0, count):
        return f"No mix of these three is called {zero if ones else one}."
    return f"{format_probability(ones / count)} of the triangle is called {one}."


def lines_text(result: BetweenResult, line: Line | None) -> str:
    """What lines are, or the unit of the one pointed at; or why there are none."""
    if line is not None:
        return f"{unit_text(line)} switches on here. Click: its weights."
    if result.field.lines:
        return LINES
    if not result.field.units:
        return NO_UNITS
    return TOO_MANY_LINES if result.field.units > MOST_LINES else NO_LINE_HERE


def unit_text(line: Line) -> str:
    """The unit of a line: "Neuron 3 of layer 1"."""
    return f"Neuron {line.unit + 1:,} of layer {line.layer + 1}"


def shares_text(corners: tuple[Corner, ...], place: Place) -> str:
    """The shares of the mix at a place, the largest first: "50% Training picture 2, 30% Training picture 1"."""
    shares = np.rint(100 * shares_at(*place)[:, 0]).astype(int).tolist()
    order = sorted(range(len(corners)), key=lambda at: -shares[at])
    parts = [f"{shares[at]}% {corners[at].title}".replace("-", "−", 1) for at in order if shares[at]]
    return "\n".join(parts)


def answer_text(result: BetweenResult, probability: float) -> str:
    """The prediction for a mix: "Predicted: cat (73%)"."""
    label = int(probability > result.field.threshold)
    return predicted_text(result.classes[label], probability if label else 1 - probability)


def corner_text(corner: Corner, classes: tuple[str, str]) -> str:
    """A corner in words: "Training picture 2, actual: cat"."""
    return corner.title if corner.label is None else f"{corner.title}. {actual_text(classes[corner.label])}"


def description(result: BetweenResult) -> str:
    """All that the field shows, for screen readers."""
    corners = "; ".join(corner_text(corner, result.classes) for corner in result.corners)
    return f"{' '.join(filter(None, (heading(result), result.note)))} Corners: {corners}."


def saved_name(corners: tuple[Corner, ...]) -> str:
    """The name of the file of a saved field."""
    return f"between {' '.join(corner.title for corner in corners)}"
