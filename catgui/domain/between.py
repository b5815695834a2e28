"""The plane of three pictures as a field of a width and a height of 1: mixes, answers there, lines, and texts.

The three are the corners of a triangle in the field. A place has a share of each, which add up to 1; beyond the
triangle some are negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catgui.domain.prediction_texts import DIVERGED, actual_text, predicted_text
from engine.core import sigmoid
from engine.data.edits import PictureKey
from engine.nn.interface import TrainableNetwork
from engine.progress import UNOBSERVED, Work
from engine.text import format_probability, printable
from engine.training.mix_plane import Mixes, MixPlane, answer_mixes
from engine.typing import FloatArray, Indices, Pixels

Place = tuple[float, float]
# Where the three pictures are, across and down: at the top, on the left, and on the right.
CORNERS: tuple[Place, Place, Place] = ((0.5, 0.19), (0.13, 0.81), (0.87, 0.81))
MIDDLE: Place = (sum(x for x, _ in CORNERS) / 3, sum(y for _, y in CORNERS) / 3)
# Above so many units lines would cover the field; below the other number they take little time at any resolution.
MOST_LINES, _FEW_LINES = 100, 40
# The columns and rows by which the lines of few units at rest are found, those of others, and silent layers.
_FINE, _COARSE, _COARSEST = 1, 2, 12
# Shares and probabilities that a rounded sum takes for zero or for equal.
ROUNDING = 1e-9

_TO_SHARES = np.linalg.inv(np.array([[x, y, 1.0] for x, y in CORNERS]).T)
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


class Resolution(NamedTuple):
    """How many mixes are answered: the `columns` and `rows` of the field, the outer ones on its edges."""

    columns: int
    rows: int

    @property
    def places(self) -> int:
        """The number of places in the field."""
        return self.columns * self.rows

    def field(self, values: FloatArray) -> FloatArray:
        """The `values` (..., k) of all mixes as a field: (..., rows, columns)."""
        return values.reshape(*values.shape[:-1], self.rows, self.columns)


# While the network changes, and at rest; and the same where real mixes pass through filters.
COARSE, SHARP = Resolution(97, 73), Resolution(289, 217)
FILTERED_COARSE, FILTERED_SHARP = Resolution(9, 9), Resolution(25, 25)


@dataclass(frozen=True, slots=True, eq=False)
class Corner:
    """A picture of the three.

    Attributes: `pixels` (height, width, 3); `title`, its name for the user; `label`, its actual class, or None; `key`,
    which one of the data it is, or None for a photo.
    """

    pixels: Pixels
    title: str
    label: int | None
    key: PictureKey | None = None


Corners = tuple[Corner, Corner, Corner]


class Line(NamedTuple):
    """Where a unit begins to be active.

    Attributes: `layer` and `unit`, from 0; `segments` (s, 4), across and down of the ends of each.
    """

    layer: int
    unit: int
    segments: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class MixField:
    """The answers of a network in the plane of three pictures.

    Attributes: `probabilities` (rows, columns) of class 1; `threshold`, above which class 1 is predicted; `boundary`
    (s, 4), the segments where the answer changes; `lines` of the units of hidden layers; `inside`, the number of
    mixes in the triangle, and of those that are predicted as class 1; `units`, how many are in fully connected hidden
    layers; `is_sharp`, whether it has the resolution of a network at rest.
    """

    probabilities: FloatArray
    threshold: float
    boundary: FloatArray
    lines: tuple[Line, ...]
    inside: tuple[int, int]
    units: int
    is_sharp: bool

    @property
    def is_finite(self) -> bool:
        """Whether no answer is that of a diverged network."""
        return bool(np.isfinite(self.probabilities).all())


def shares_at(x: FloatArray | float, y: FloatArray | float) -> FloatArray:
    """The shares of the three pictures at places in the field, (3, k)."""
    across, down = np.atleast_1d(x), np.atleast_1d(y)
    shares: FloatArray = _TO_SHARES @ np.stack([across, down, np.ones(across.shape)])
    return shares


def is_inside(shares: FloatArray) -> NDArray[np.bool_]:
    """Mask (k,) of the mixes in the triangle, its sides included."""
    inside: NDArray[np.bool_] = np.all(shares >= -ROUNDING, axis=0)
    return inside


@lru_cache(maxsize=8)
def all_shares(resolution: Resolution) -> FloatArray:
    """The shares of all places that are answered, those of the field, row by row."""
    x, y = np.meshgrid(np.linspace(0, 1, resolution.columns), np.linspace(0, 1, resolution.rows))
    return shares_at(x.ravel(), y.ravel())


@lru_cache(maxsize=8)
def _inside(resolution: Resolution) -> NDArray[np.bool_]:
    return is_inside(all_shares(resolution))


class SampledPlane:
    """A plane with the mixes that are answered, which are made once; used by one thread at a time.

    Attributes: `plane`.
    """

    def __init__(self, plane: MixPlane) -> None:
        self.plane = plane
        self._made: dict[Resolution, Mixes] = {}

    def resolution(self, is_sharp: bool) -> Resolution:
        """The resolution for a network; that of the network at rest too, if it costs no more."""
        if self.plane.is_linear:
            return SHARP if is_sharp else COARSE
        is_cheap = not self.plane.is_of_network and FILTERED_SHARP in self._made
        return FILTERED_SHARP if is_sharp or is_cheap else FILTERED_COARSE

    def mixes(self, resolution: Resolution, work: Work = UNOBSERVED) -> Mixes:
        """The mixes of a resolution; through pretrained filters, slow the first time."""
        if resolution not in self._made:
            self._made[resolution] = self.plane.mixes(all_shares(resolution), work)
        return self._made[resolution]


def find_field(
    network: TrainableNetwork, sampled: SampledPlane, threshold: float, is_sharp: bool, work: Work = UNOBSERVED
) -> MixField:
    """The field of `network`, finer where it `is_sharp`."""
    resolution = sampled.resolution(is_sharp)
    logits, hidden = _answer(network, sampled, resolution, work)
    units = sum(map(len, hidden))
    probabilities = sigmoid(logits)[0]
    inside = probabilities[_inside(resolution)]
    with np.errstate(invalid="ignore"):  # of a diverged network
        above = logits - _logit(threshold)
    return MixField(
        probabilities=resolution.field(probabilities),
        threshold=threshold,
        boundary=contours(resolution.field(above)[np.newaxis])[0],
        lines=() if units > MOST_LINES else _find_lines(hidden, sampled.plane.is_linear),
        inside=(len(inside), int((inside > threshold).sum())),
        units=units,
        is_sharp=is_sharp,
    )


class MixAt:
    """The mix at a place of a plane; through pretrained filters it passes once for all networks.

    Attributes: `plane`; `place`.
    """

    def __init__(self, plane: MixPlane, place: Place) -> None:
        self.plane, self.place = plane, place
        self._mixes = plane.mixes(shares_at(*place))

    def answer(self, network: TrainableNetwork) -> float:
        """The probability of class 1: that of the very mix."""
        logits = answer_mixes(network, self._mixes, with_hidden=False)[-1]
        return float(sigmoid(logits)[0][0, 0])


def mixed_picture(plane: MixPlane, place: Place) -> Pixels:
    """The mix at a place as a picture; beyond the triangle cut off at what a pixel can be."""
    picture: Pixels = np.rint(np.clip(plane.pixels(shares_at(*place))[0], 0, 255)).astype(np.uint8)
    return picture


def _logit(probability: float) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log(probability) - np.log1p(-np.float64(probability)))


def _answer(
    network: TrainableNetwork, sampled: SampledPlane, resolution: Resolution, work: Work
) -> tuple[FloatArray, list[FloatArray]]:
    """The logits (k,), and Z of each hidden layer, (n[l], rows, columns), at some places of the field.

    Of networks with filters of their own there is no Z.
    """
    mixes = sampled.mixes(resolution, work)
    units = sum(map(len, answer_mixes(network, _subset(mixes, np.zeros(1, np.int64)))[:-1]))
    step = _line_step(resolution, units)
    *hidden, logits = answer_mixes(network, mixes, with_hidden=step == _FINE, work=work)
    if step == _FINE:
        return logits[0], [resolution.field(Z) for Z in hidden]
    places = np.arange(resolution.places).reshape(resolution.rows, resolution.columns)[::step, ::step]
    *hidden, _ = answer_mixes(network, _subset(mixes, places.ravel()))
    return logits[0], [Z.reshape(-1, *places.shape) for Z in hidden]


def _line_step(resolution: Resolution, units: int) -> int:
    """The columns and rows from one place to the next by which the lines of so many units are found."""
    if resolution not in (COARSE, SHARP):
        return _FINE
    if units > MOST_LINES:
        return _COARSEST
    return _FINE if resolution == SHARP and units <= _FEW_LINES else _COARSE


def _subset(mixes: Mixes, places: Indices) -> Mixes:
    if mixes.shares is None:
        return Mixes(mixes.examples.subset(places), None)
    return Mixes(mixes.examples, mixes.shares[:, places])


def _find_lines(hidden: Sequence[FloatArray], is_linear: bool) -> tuple[Line, ...]:
    """The lines of all units that have one in the field."""
    lines = []
    for layer, Z in enumerate(hidden):
        if is_linear and layer == 0:
            # They are straight: the corners of the field say where they are.
            Z = Z[:, :: Z.shape[1] - 1, :: Z.shape[2] - 1]
        lines += [Line(layer, unit, segments) for unit, segments in enumerate(contours(Z))]
    return tuple(line for line in lines if len(line.segments))


def contours(values: FloatArray) -> list[FloatArray]:
    """The segments (s, 4) where the `values` of each field, (n, rows, columns), are zero.

    Each rectangle of four values is two triangles, in which the values are linear.
    """
    signs = values > 0
    first = signs[:, :-1, :-1]
    is_crossed = (first != signs[:, :-1, 1:]) | (first != signs[:, 1:, :-1]) | (first != signs[:, 1:, 1:])
    field, row, column = np.nonzero(is_crossed)
    # The ends of a rectangle: its values, and where they are.
    ends = [(values[field, row + down, column + across], column + across, row + down) for down, across in _RECTANGLE]
    parts = [
        _crossings(field, ends[lone], ends[one], ends[other])
        for triangle in _TRIANGLES
        for lone, one, other in (triangle, (*triangle[1:], triangle[0]), (triangle[2], *triangle[:2]))
    ]
    rows, columns = values.shape[1:]
    segments = np.concatenate([part for _, part in parts]) / (columns - 1, rows - 1, columns - 1, rows - 1)
    is_known = np.isfinite(segments).all(axis=1)  # not where a network has diverged
    segments, fields = segments[is_known], np.concatenate([of for of, _ in parts])[is_known]
    order = np.argsort(fields, kind="stable")
    return np.split(segments[order], np.searchsorted(fields[order], np.arange(1, len(values))))


_RECTANGLE = ((0, 0), (0, 1), (1, 0), (1, 1))
_TRIANGLES = ((0, 1, 2), (3, 2, 1))
# The values at one end of each rectangle, and where it is across and down.
_End = tuple[FloatArray, Indices, Indices]


def _crossings(fields: Indices, lone: _End, one: _End, other: _End) -> tuple[Indices, FloatArray]:
    """The segments (s, 4) in the triangles where `lone` has another sign than both others, and their fields."""
    signs = [end[0] > 0 for end in (lone, one, other)]
    here = (signs[0] != signs[1]) & (signs[0] != signs[2])
    value, x, y = (part[here] for part in lone)
    points = []
    for far, to_x, to_y in ([part[here] for part in end] for end in (one, other)):
        with np.errstate(invalid="ignore", over="ignore"):
            share = value / (value - far)
        points += [x + share * (to_x - x), y + share * (to_y - y)]
    return fields[here], np.column_stack(points)


def nearest_line(lines: Sequence[Line], place: Place, width: float, height: float, most: float) -> Line | None:
    """The line nearest to a place, not farther than `most`, in a field of a width and a height."""
    best, found = most, None
    scale = np.array([width, height])
    point = np.array(place) * scale
    for line in lines:
        begin, end = line.segments[:, :2] * scale, line.segments[:, 2:] * scale
        way = end - begin
        lengths = np.maximum((way * way).sum(axis=1), ROUNDING)
        along = np.clip(((point - begin) * way).sum(axis=1) / lengths, 0, 1)
        distance = float(np.sqrt((((begin + along[:, np.newaxis] * way) - point) ** 2).sum(axis=1).min()))
        if distance <= best:
            best, found = distance, line
    return found


@dataclass(frozen=True, slots=True, eq=False)
class BetweenResult:
    """All that the panel shows and says.

    Attributes: `corners`; `plane` of their pictures; `network`; `classes`, the names of class 0 and 1; `field`;
    `note`, that its data are others, or ''.
    """

    corners: Corners
    plane: MixPlane
    network: TrainableNetwork
    classes: tuple[str, str]
    field: MixField
    note: str = ""


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
