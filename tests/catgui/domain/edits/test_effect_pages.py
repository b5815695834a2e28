"""The pages of effects: by direction and by share, the answers that flip, and what may be chance."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.edits import effect_pages
from catgui.domain.edits.change_texts import PHOTOS_FLIPPED
from catgui.domain.edits.effect_pages import Omission, Target, omission_page, target_page
from catgui.domain.picture import Picture
from engine.experiments.change_study import ChangeStudy
from engine.experiments.leave_one_out import PictureEffects, RepeatedEffects
from engine.training.config import TrainingConfig
from tests.support.photo_entries import make_entry
from tests.support.small_data import make_dataset

SHARES = np.array([0.1, -3.0, 0.2, 0.0])


def test_only_work_of_hours_is_refused_each_time_with_a_remedy():
    assert effect_pages.refusal(209, 3000, TrainingConfig()) == ""
    text = effect_pages.refusal(209, 9000, TrainingConfig())
    assert "about 3 hours" in text
    assert "fewer training pictures" in text
    assert "convolution" not in text
    assert "convolution" in effect_pages.refusal(209, 9000, TrainingConfig(features="convolution"))
    assert "20,000" in effect_pages.refusal(20_000, 0, TrainingConfig())


@pytest.mark.parametrize(
    ("shared", "words"),
    [(0, "none has one of"), (1, "1 has one of"), (3, "effects: a share is not"), (7, "7 have one of the 10 largest")],
)
def test_the_largest_shares_are_looked_for_among_the_effects(shared, words):
    text = effect_pages.overlap(shared, 10, 10).text
    assert words in text
    assert ("a share is not an effect" in text) is (shared < 5)


def test_the_words_on_chance_are_those_of_an_edit():
    before = np.zeros((10, 50), dtype=bool)
    after = before.copy()
    after[:6, 0] = True
    note = effect_pages.chance_text(ChangeStudy(before, after))
    assert note.text == (
        "Test accuracy with 10 seeds: 0.0% ± 0.0 with it, 1.2% ± 1.0 without it. The change is +1.2 points, and "
        "differs by 1.0 from seed to seed. That is more than the seeds vary (p=0.031), but only 0.6 of 50 test "
        "pictures (p=1): it may be chance."
    )
    assert note.shorter == "With 10 seeds +1.2 ± 1.0 points, 0.6 of 50 test pictures. This may be chance."


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
    assert page.heading == "Without Training picture 2"
    assert page.notes[0].text == "Test accuracy with it 33.3%, without it 33.3%: 1 then right, 1 then wrong."
    assert page.notes[1] == effect_pages.COMPARING
    assert titles(page) == [["Test picture 0"], ["Test picture 1"], ["Test picture 2"]]
    assert page.columns[0].rows[0].lines == ("Test picture 0", "cat: 27% → 73%")
    assert not any(row.is_noise for column in page.columns for row in column.rows)


def test_what_other_starts_do_not_confirm_is_noise(omission):
    with_it = np.tile([-1.0, -1.0, 2.0], (4, 1))
    without = np.array([[1.0, 1.0, 2.1], [1.1, -3.0, 2.1], [0.9, 1.0, 2.1], [1.0, -3.0, 2.1]])
    page = omission_page(omission, effects_of(with_it, without))
    assert "4 seeds: " in page.notes[1].text
    (right,), (wrong,) = page.columns[0].rows, page.columns[1].rows
    assert not right.is_noise
    assert wrong.is_noise
    assert wrong.lines[0] == "noise, Test picture 1"
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


@pytest.fixture
def dataset():
    return make_dataset(train=4, test=3)


def page_of(dataset, shares=SHARES, without=(1.5, 0.2, 4.0, 0.9)):
    """The page of a picture whose logit is 1, with effects of -0.5, 0.8, -3.0 and 0.1."""
    found = PictureEffects(np.arange(4), np.array([9.0, 1.0]), np.array([(9.0, w) for w in without]), np.full(2, 0.6))
    return target_page(dataset, Target(dataset.test.pictures[1], "Test picture 1", 0.5, shares), found, 1)


def rows(column):
    return [(row.picture.index, row.lines, row.is_noise) for row in column.rows]


def test_effects_are_by_direction_with_the_largest_first_and_their_shares(dataset):
    less, more, shares = page_of(dataset).columns
    assert less.heading == "Without it, less cat than without others: 2"
    assert rows(less) == [
        (1, ("effect +0.80", "share −3.00"), False),
        (3, ("noise, +0.1", "share 0"), True),
    ]
    assert more.heading == "Without it, more cat than without others: 2"
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


def test_what_leaving_out_any_picture_does_is_told_apart(dataset):
    without = np.append(3.0, np.full(24, 1.57))  # with all pictures the logit is 1
    found = PictureEffects(np.arange(25), np.array([1.0]), without[:, np.newaxis], np.array([0.6]))
    many = make_dataset(train=25, test=3)
    page = target_page(many, Target(many.test.pictures[1], "Test picture 1", 0.5), found, 0)
    note = page.notes[0]
    begin = "Leaving out any picture moves this logit by about +0.57; beyond that, 1 of 25 effects is larger than "
    assert note.text == f"{begin}the ±0.60 of other seeds, the others may be chance and are faint."
    assert note.shorter == f"{begin}±0.60."
    less, more = page.columns
    assert (len(less.rows), rows(more)) == (0, [(0, ("effect −1.43", ""), False)])
    assert page.heading == "Predicted: cat (73%)"  # by the network with all pictures


def test_a_flip_against_the_effect_from_other_starts_is_noise(omission):
    with_it = np.array([[1.0, -3.0, 2.0], *[[-1.0, -3.0, 2.0]] * 9])
    without = np.array([[-1.0, -3.0, 2.0], *[[1.0 + 0.01 * seed, -3.0, 2.0] for seed in range(9)]])
    page = omission_page(omission, effects_of(with_it, without))
    (wrong,) = page.columns[1].rows
    assert wrong.title == "Test picture 0"
    assert wrong.is_noise


def test_without_shares_there_are_two_columns(dataset):
    page = page_of(dataset, shares=None)
    assert len(page.columns) == 2
    assert len(page.notes) == 1
    assert rows(page.columns[0])[0] == (1, ("effect +0.80", ""), False)
