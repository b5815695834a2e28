"""What leaving out a training picture changes: the answers that flip, and whether it is chance."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.edits.change_texts import PHOTOS_FLIPPED
from catgui.domain.effects import effect_texts
from catgui.domain.effects.omission_page import Omission, omission_page
from catgui.domain.picture import Picture
from engine.experiments.leave_one_out import RepeatedEffects
from tests.support.photo_entries import make_entry
from tests.support.small_data import make_dataset


@pytest.fixture
def omission():
    """Of a data set with the test labels 1, 0 and 0."""
    return Omission(make_dataset(train=4, test=3), Picture("train", 2), (), 0.5)


def effects_of(with_it, without):
    """The effects from as many starts as there are rows."""
    return RepeatedEffects(np.array([2]), np.array(with_it), np.array(without)[:, np.newaxis])


def titles(page):
    return [[row.title for row in column.rows] for column in page.columns]


def test_from_one_start_the_flips_are_shown_and_more_are_to_come(omission):
    page = omission_page(omission, effects_of([[-1.0, -1.0, 2.0]], [[1.0, 1.0, 3.0]]))
    assert page.heading == "Without train picture 2"
    assert page.notes[0].text == "Test accuracy with it 33.3%, without it 33.3%: 1 then right, 1 then wrong."
    assert page.notes[1] == effect_texts.COMPARING
    assert titles(page) == [["test picture 0"], ["test picture 1"], ["test picture 2"]]
    assert page.columns[0].rows[0].lines == ("test picture 0", "cat: 27% → 73%")
    assert not any(row.is_noise for column in page.columns for row in column.rows)


def test_what_other_starts_do_not_confirm_is_noise(omission):
    with_it = np.tile([-1.0, -1.0, 2.0], (4, 1))
    without = np.array([[1.0, 1.0, 2.1], [1.1, -3.0, 2.1], [0.9, 1.0, 2.1], [1.0, -3.0, 2.1]])
    page = omission_page(omission, effects_of(with_it, without))
    assert "4 seeds: " in page.notes[1].text
    (right,), (wrong,) = page.columns[0].rows, page.columns[1].rows
    assert not right.is_noise
    assert wrong.is_noise
    assert wrong.lines[0] == "noise, test picture 1"
    assert wrong.description.endswith("noise.")


def test_photos_of_the_user_are_answered_too(omission):
    photos = (make_entry("tom.jpg", actual="cat"), make_entry("rex.jpg"))
    page = omission_page(
        replace(omission, photos=photos), effects_of([[-1.0, -1.0, 2.0, -1.0, -1.0]], [[-1.0, -1.0, 2.0, 1.0, -1.0]])
    )
    assert titles(page) == [[], [], ["tom.jpg"]]
    assert page.columns[2].rows[0].picture is None
    assert page.columns[2].heading == f"{PHOTOS_FLIPPED}: 1"
    assert page.notes[0].text.startswith("No answer to a test picture flips")
