"""The plane of three pictures: places, answers, lines, and the value that the panel shows."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from catgui.domain.between import (
    COARSE,
    CORNERS,
    LINES,
    MIDDLE,
    NO_LINE_HERE,
    NO_UNITS,
    SHARP,
    TOO_MANY_LINES,
    BetweenResult,
    Corner,
    Line,
    MixAt,
    MixField,
    SampledPlane,
    all_shares,
    answer_text,
    contours,
    corner_text,
    description,
    find_field,
    heading,
    is_inside,
    lines_text,
    mixed_picture,
    nearest_line,
    saved_name,
    shares_at,
    shares_text,
)
from catgui.domain.prediction_texts import DIVERGED
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.mix_plane import MixPlane
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples, random_labels, random_pictures

CONFIG = TrainingConfig((6, 4), 0.05, 60, initialization="he")
PICTURES = [np.full((2, 2, 3), value, np.uint8) for value in (0, 90, 200)]
CORNERS_SHOWN = (
    Corner(PICTURES[0], "Training picture 2", 1),
    Corner(PICTURES[1], "Training picture 1", 0),
    Corner(PICTURES[2], "my photo.jpg", None),
)
LINE = Line(0, 2, np.array([[0.0, 0.5, 1.0, 0.5]]))
FIELD = MixField(
    probabilities=np.array([[0.1, 0.9], [0.2, 0.8]]),
    threshold=0.5,
    boundary=np.array([[0.5, 0.0, 0.5, 1.0]]),
    lines=(LINE,),
    inside=(2000, 500),
    units=20,
    is_sharp=True,
)


@pytest.fixture(scope="module")
def network():
    trainer = Trainer(random_examples(9, side=5), CONFIG)
    list(trainer)
    return trainer.network


@pytest.fixture
def sampled():
    return SampledPlane(MixPlane(random_pictures(3, 5, seed=7)))


def answer(network, plane, x, y):
    """The probability of class 1 of the very mix."""
    rows = plane.pixels(shares_at(x, y)).reshape(1, -1)
    return network.forward(Examples(rows, 1 / 255, np.zeros((1, 1))))[0].item()


def test_the_corners_have_the_whole_of_a_picture():
    for at, place in enumerate(CORNERS):
        np.testing.assert_allclose(shares_at(*place)[:, 0], np.eye(3)[at], atol=1e-12)
    np.testing.assert_allclose(shares_at(*MIDDLE), 1 / 3)


def test_the_triangle_includes_its_sides():
    for (x, y), (to_x, to_y) in combinations(CORNERS, 2):
        assert is_inside(shares_at(x + (to_x - x) / 4, y + (to_y - y) / 4))[0]
    assert not is_inside(shares_at(0.01, 0.01))[0]
    np.testing.assert_allclose(all_shares(COARSE).sum(axis=0), 1)


@pytest.mark.parametrize("is_sharp", [False, True])
def test_each_place_of_a_field_has_the_answer_to_its_mix(network, sampled, is_sharp):
    field = find_field(network, sampled, 0.5, is_sharp)

    resolution = SHARP if is_sharp else COARSE
    assert field.probabilities.shape == (resolution.rows, resolution.columns)
    assert field.is_sharp == is_sharp
    for row, column in ((0, 0), (5, 40), (resolution.rows - 1, resolution.columns - 1), (30, 7)):
        x, y = column / (resolution.columns - 1), row / (resolution.rows - 1)
        expected = answer(network, sampled.plane, x, y)
        assert field.probabilities[row, column] == pytest.approx(expected, rel=1e-10)
        assert MixAt(sampled.plane, (x, y)).answer(network) == pytest.approx(expected, rel=1e-10)


def test_the_boundary_is_where_the_answer_is_the_threshold(network, sampled):
    threshold = float(np.median(find_field(network, sampled, 0.5, is_sharp=False).probabilities))
    field = find_field(network, sampled, threshold, is_sharp=True)

    assert len(field.boundary)
    for x1, y1, x2, y2 in field.boundary[:: len(field.boundary) // 20]:
        assert answer(network, sampled.plane, (x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx(threshold, abs=2e-3)


def test_lines_are_where_units_begin_to_be_active(network, sampled):
    lines = find_field(network, sampled, 0.5, is_sharp=True).lines

    assert {line.layer for line in lines} == {0, 1}
    for line in lines:
        x1, y1, x2, y2 = line.segments[len(line.segments) // 2]
        Z = network.linear_parts(
            Examples(
                sampled.plane.pixels(shares_at((x1 + x2) / 2, (y1 + y2) / 2)).reshape(1, -1), 1 / 255, np.zeros((1, 1))
            )
        )
        assert abs(Z[line.layer][line.unit, 0]) < 1e-2 * np.abs(Z[line.layer]).max()


def test_too_many_units_have_no_lines():
    trainer = Trainer(random_examples(9, side=5), TrainingConfig((90, 20), 0.01, 2))
    sampled = SampledPlane(MixPlane(random_pictures(3, 5, seed=7)))
    field = find_field(trainer.network, sampled, 0.5, is_sharp=False)
    assert field.units == 110
    assert field.lines == ()


def test_a_dead_network_is_one_color(network, sampled):
    dead = network.snapshot()
    upper = dead.upper
    dead.upper = {**upper, "W2": 0 * upper["W2"], "b2": -1 + 0 * upper["b2"]}

    field = find_field(dead, sampled, 0.5, is_sharp=False)

    assert np.ptp(field.probabilities) == 0
    assert not len(field.boundary)


def test_a_diverged_network_is_not_finite(network, sampled):
    diverged = network.snapshot()
    diverged.upper = {name: np.nan * value for name, value in diverged.upper.items()}
    assert not find_field(diverged, sampled, 0.5, is_sharp=False).is_finite


def test_no_line_is_where_a_network_has_diverged():
    values = np.array([[1.0, -np.inf, 2.0], [np.inf, -np.inf, np.nan], [1.0, -1e308, 1e308]])
    (segments,) = contours(values[np.newaxis])
    assert np.isfinite(segments).all()
    assert ((segments >= 0) & (segments <= 1)).all()


@pytest.mark.parametrize(("threshold", "ones"), [(0.0, True), (1.0, False)])
def test_a_threshold_at_the_end_leaves_no_boundary(network, sampled, threshold, ones):
    field = find_field(network, sampled, threshold, is_sharp=False)
    assert not len(field.boundary)
    assert field.inside[1] == (field.inside[0] if ones else 0)


def test_mixes_pass_through_pretrained_filters_once(monkeypatch):
    train = make_examples("pretrained", random_pictures(8, 16), random_labels(8))
    trainer = Trainer(train, CONFIG)
    networks = [trainer.network.snapshot(), next(iter(trainer)) and trainer.network.snapshot()]
    sampled = SampledPlane(MixPlane(random_pictures(3, 16, seed=5), "pretrained"))

    coarse = find_field(networks[0], sampled, 0.5, is_sharp=False)
    sharp = find_field(networks[0], sampled, 0.5, is_sharp=True)
    made = [id(mixes) for mixes in sampled._made.values()]
    live = find_field(networks[1], sampled, 0.5, is_sharp=False)

    assert (coarse.probabilities.size, sharp.probabilities.size, live.probabilities.size) == (81, 625, 625)
    assert [id(mixes) for mixes in sampled._made.values()] == made
    assert sharp.probabilities[12, 6] == pytest.approx(MixAt(sampled.plane, (0.25, 0.5)).answer(networks[0]))
    assert {line.layer for line in sharp.lines} <= {0, 1}


def test_a_mix_beyond_the_triangle_is_cut_off_at_what_pixels_can_be():
    pictures = np.array([[[[255, 0, 9]]], [[[0, 0, 9]]], [[[0, 255, 9]]]], np.uint8)
    beyond = mixed_picture(MixPlane(pictures), (0.5, 0.0))
    assert beyond[0, 0].tolist() == [255, 0, 9]
    assert mixed_picture(MixPlane(pictures), MIDDLE)[0, 0].tolist() == [85, 85, 9]


def test_contours_of_a_plane_are_straight_and_exact():
    x, y = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 7))
    found = contours(np.stack([x - 0.3, x + 2 * y - 1.1, x + 5]))

    assert [len(segments) > 0 for segments in found] == [True, True, False]
    np.testing.assert_allclose(found[0][:, ::2], 0.3)
    np.testing.assert_allclose(found[1][:, ::2] + 2 * found[1][:, 1::2], 1.1)
    length = np.hypot(found[0][:, 2] - found[0][:, 0], found[0][:, 3] - found[0][:, 1]).sum()
    assert length == pytest.approx(1)


def test_the_nearest_line_is_the_one_that_is_near_enough(network, sampled):
    lines = find_field(network, sampled, 0.5, is_sharp=True).lines
    line = lines[-1]
    x1, y1, x2, y2 = line.segments[0]
    here = (x1 + x2) / 2, (y1 + y2) / 2
    assert nearest_line(lines, here, 400, 300, most=5) is not None
    assert nearest_line([line], here, 400, 300, most=5) is line
    far = line._replace(segments=line.segments + 10)
    assert nearest_line([far], here, 400, 300, most=5) is None


def result(note="", **changes):
    """A result whose field has some other values."""
    plane = MixPlane(np.stack(PICTURES), "pixels")
    return BetweenResult(CORNERS_SHOWN, plane, None, ("non-cat", "cat"), replace(FIELD, **changes), note)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "25% of the triangle is called cat."),
        ({"inside": (2000, 1)}, "<1% of the triangle is called cat."),
        ({"inside": (2000, 2000)}, "No mix of these three is called non-cat."),
        ({"inside": (2000, 0)}, "No mix of these three is called cat."),
        ({"probabilities": np.full((2, 2), np.nan)}, DIVERGED),
    ],
)
def test_the_heading_is_the_main_finding(changes, text):
    assert heading(result(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "line", "text"),
    [
        ({}, None, LINES),
        ({}, LINE, "Neuron 3 of layer 1 switches on here. Click: its weights."),
        ({"lines": ()}, None, NO_LINE_HERE),
        ({"lines": (), "units": 0}, None, NO_UNITS),
        ({"lines": (), "units": 101}, None, TOO_MANY_LINES),
    ],
)
def test_the_caption_says_what_lines_are_or_why_there_are_none(changes, line, text):
    assert lines_text(result(**changes), line) == text
    assert len(text.split()) <= 12


def test_the_shares_of_a_mix_come_with_the_largest_first():
    assert shares_text(CORNERS_SHOWN, CORNERS[1]) == "100% Training picture 1"
    third = [f"33% {corner.title}" for corner in CORNERS_SHOWN]
    assert shares_text(CORNERS_SHOWN, MIDDLE).split("\n") == third
    beyond = shares_text(CORNERS_SHOWN, (0.5, 0.0)).split("\n")
    assert beyond[0].endswith("% Training picture 2")
    assert all(text.startswith("−") for text in beyond[1:])


@pytest.mark.parametrize(
    ("probability", "threshold", "text"),
    [
        (0.73, 0.5, "Predicted: cat (73%)"),
        (0.2, 0.5, "Predicted: non-cat (80%)"),
        (0.7, 0.9, "Predicted: non-cat (30%, by the threshold)"),
    ],
)
def test_the_answer_follows_the_threshold(probability, threshold, text):
    assert answer_text(result(threshold=threshold), probability) == text


def test_everything_is_said_to_screen_readers():
    said = description(result())
    assert heading(result()) in said
    note = "Not the data of this run, but pets."
    assert note in description(result(note=note))
    assert "Training picture 2. Actual: cat; Training picture 1. Actual: non-cat; my photo.jpg." in said
    assert corner_text(CORNERS_SHOWN[2], ("a", "b")) == "my photo.jpg"


def test_a_saved_field_is_called_by_its_pictures():
    assert saved_name(CORNERS_SHOWN) == "between Training picture 2 Training picture 1 my photo.jpg"
