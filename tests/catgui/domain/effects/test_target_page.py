"""The effects on a picture in columns: by direction and by share, noise marked as such."""

import numpy as np
import pytest

from catgui.domain.effects.target_page import Target, target_page
from engine.experiments.leave_one_out import PictureEffects
from tests.support.small_data import make_dataset

SHARES = np.array([0.1, -3.0, 0.2, 0.0])


@pytest.fixture
def dataset():
    return make_dataset(train=4, test=3)


def page_of(dataset, shares=SHARES, without=(1.5, 0.2, 4.0, 0.9)):
    """The page of a picture whose logit is 1, with effects of -0.5, 0.8, -3.0 and 0.1."""
    found = PictureEffects(np.arange(4), np.array([9.0, 1.0]), np.array([(9.0, w) for w in without]), np.full(2, 0.6))
    return target_page(dataset, Target(dataset.test.pictures[1], "test picture 1", 0.5, shares), found, 1)


def rows(column):
    return [(row.picture.index, row.lines, row.is_noise) for row in column.rows]


def test_effects_are_by_direction_with_the_largest_first_and_their_shares(dataset):
    less, more, shares = page_of(dataset).columns
    assert less.heading == "Without it, less cat: 2"
    assert rows(less) == [
        (1, ("effect +0.80", "share −3.00"), False),
        (3, ("noise, +0.1", "share 0"), True),
    ]
    assert more.heading == "Without it, more cat: 2"
    assert [row[0] for row in rows(more)] == [2, 0]
    assert [(index, lines) for index, lines, _ in rows(shares)][:2] == [
        (1, ("share −3.00", "effect +0.80")),
        (2, ("share +0.20", "effect −3.00")),
    ]


def test_what_is_next_to_nothing_is_0_without_an_exponent(dataset):
    _, _, shares = page_of(dataset, shares=np.array([4.9e-6, -0.5, -0.00063, 2.0])).columns
    assert [row.lines[0] for row in shares.rows] == ["share +2.00", "share −0.50", "share −0.00063", "share 0"]
    _, _, small = page_of(dataset, shares=np.array([4.9e-6, 0.0, -3e-5, 0.0])).columns  # a network that hardly learned
    assert [row.lines[0] for row in small.rows][:2] == ["share −3e−05", "share +4.9e−06"]


def test_the_picture_has_its_answer_the_yardstick_and_the_overlap(dataset):
    page = page_of(dataset)
    assert page.heading == "Predicted: cat (73%)"
    assert "±0.60: 2 of 4 effects are larger" in page.notes[0].text
    assert page.notes[1].text == "Of the 4 largest shares, 2 have one of the 2 largest effects."


def test_without_shares_there_are_two_columns(dataset):
    page = page_of(dataset, shares=None)
    assert len(page.columns) == 2
    assert len(page.notes) == 1
    assert rows(page.columns[0])[0] == (1, ("effect +0.80", ""), False)
