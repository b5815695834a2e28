"""Where pictures stand by their answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catgui.domain.answer_places import (
    UNKNOWN,
    GivenAnswers,
    across,
    answers_sentence,
    place_answers,
    probability_at,
    reading_text,
)

CLASSES = ("non-cat", "cat")
_PROBABILITIES = st.floats(0, 1)


def answers_of(probabilities, labels=None, threshold=0.5):
    probabilities = np.array(probabilities, np.float64)
    labels = np.arange(len(probabilities)) % 2 if labels is None else np.array(labels)
    return GivenAnswers(probabilities, labels.astype(np.int64), threshold, CLASSES)


def random_answers(count, seed=1, threshold=0.5, unknown=False):
    stream = np.random.RandomState(seed)
    return answers_of(stream.uniform(0, 1, count) ** 3, stream.randint(-1 if unknown else 0, 2, count), threshold)


@given(
    st.lists(st.tuples(_PROBABILITIES, st.sampled_from([0, 1, UNKNOWN])), min_size=1, max_size=60),
    _PROBABILITIES,
    st.integers(60, 1200),
    st.integers(40, 400),
)
def test_each_picture_stands_whole_on_the_side_of_its_prediction_and_in_the_band_of_its_class(
    pictures, threshold, width, height
):
    answers = answers_of(*zip(*pictures, strict=True), threshold)
    places = place_answers(answers, width, height)
    for row, (probability, label) in enumerate(pictures):
        left, right = places.left[row], places.left[row] + places.side
        assert (left >= places.line - 1) if probability > threshold else (right <= places.line + 1)
        assert left >= -1
        assert right <= width + 1
        top, bottom = places.bands[label]
        assert places.top[row] >= top - 1
        assert places.top[row] + places.side <= bottom + 1


@given(st.floats(0.01, 0.99))
def test_the_line_reads_back_as_its_threshold(threshold):
    places = place_answers(random_answers(20, threshold=threshold), 1000, 150)
    assert places.probability_at(places.line) == pytest.approx(threshold)
    assert places.x_of(threshold) == pytest.approx(places.line)


def test_the_scale_is_that_of_log_odds_and_has_all_beyond_at_its_ends():
    assert across(np.array([0.0, 0.5, 1.0])).tolist() == [0.0, 0.5, 1.0]
    assert across(0.9) - across(0.5) == pytest.approx(across(0.99) - across(10 / 109 / (10 / 109 + 1 / 109)), abs=0.01)
    assert [probability_at(place) for place in (-0.1, 0, 0.5, 1, 1.2)] == [0, 0, 0.5, 1, 1]


def test_full_columns_are_squeezed_like_cards_and_counted():
    places = place_answers(answers_of([0.2] * 100 + [0.9], [0] * 100 + [1]), 1000, 150)
    squeezed = [stack for stack in places.stacks if stack.is_squeezed]
    assert [(stack.label, stack.count) for stack in squeezed] == [(0, 100)]
    assert (np.diff(places.top[:100]) >= 0).all(), "later ones are farther from the middle"
    top = places.top[99] + places.side - 1
    assert places.at(places.left[99] + 1, top) == 99


def test_the_columns_of_both_classes_begin_at_the_middle_line():
    places = place_answers(answers_of([0.2] * 3 + [0.2] * 3, [0] * 3 + [1] * 3), 900, 200)
    assert (np.diff(places.top[:3]) > 0).all()
    assert (np.diff(places.top[3:]) < 0).all()
    middle = places.bands[0][0]
    assert abs(places.top[0] - middle) <= 2
    assert abs(places.top[3] + places.side - middle) <= 2


def test_photos_without_a_class_are_on_the_middle_line():
    places = place_answers(answers_of([0.3, 0.3, 0.8, 0.9], [UNKNOWN, UNKNOWN, 1, 0]), 600, 150)
    middles = places.top[:2] + places.side / 2
    assert abs(middles.mean() - 75) <= 1
    assert places.top[2] < 50 < 100 < places.top[3] + places.side


@pytest.mark.parametrize(("count", "unknown"), [(1, False), (60, False), (60, True)])
def test_arrow_keys_lead_to_every_picture(count, unknown):
    places = place_answers(random_answers(count, unknown=unknown), 900, 200)
    reached, waiting = {0}, [0]
    while waiting:
        row = waiting.pop()
        for way in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            found = places.nearest(row, *way)
            if found not in reached:
                reached.add(found)
                waiting.append(found)
    assert reached == set(range(count))


def test_an_arrow_key_leads_that_way_and_stays_at_the_end():
    places = place_answers(answers_of([0.1, 0.4, 0.7, 0.9], [1, 1, 1, 1]), 900, 200)
    assert [places.nearest(row, 1, 0) for row in range(4)] == [1, 2, 3, 3]
    assert [places.nearest(row, -1, 0) for row in range(4)] == [0, 0, 1, 2]
    assert places.nearest(1, 0, -1) == 1


def test_a_rectangle_has_the_pictures_that_it_touches():
    places = place_answers(random_answers(40), 900, 200)
    assert places.within(0, 0, 900, 200).tolist() == list(range(40))
    left, top = int(places.left[3]), int(places.top[3])
    assert 3 in places.within(left, top, left, top)
    assert not len(places.within(-9, -9, -5, -5))


def test_answers_on_the_other_side_of_the_threshold_are_wrong():
    answers = answers_of([0.9, 0.2, 0.8, 0.1], [1, 1, 0, 0])
    assert answers.is_wrong.tolist() == [False, True, True, False]


def given_answers(probabilities, labels, threshold=0.5):
    return GivenAnswers(np.array(probabilities, float), np.array(labels, np.int64), threshold, ("non-cat", "cat"))


RIGHT = "Right of the line the network says cat."


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            given_answers([0.2, 0.9], [0, 1]),
            f"{RIGHT} Above is what is actually cat; those on red are wrong.",
        ),
        (
            given_answers([0.34, 0.34], [0, 1]),
            "Every picture gets the same answer: 34% cat.",
        ),
        (
            given_answers([0.2, 0.9], [0, 0]),
            f"{RIGHT} No picture is actually cat: the upper half is empty.",
        ),
        (
            given_answers([0.2, 0.9], [1, 1]),
            f"{RIGHT} No picture is actually non-cat: the lower half is empty.",
        ),
        (given_answers([0.9], [0]), "One picture: the network says cat."),
        (
            given_answers([0.2, 0.9], [UNKNOWN, 1]),
            f"{RIGHT} Unlabeled photos are on the middle line.",
        ),
    ],
)
def test_each_case_has_its_sentence(answers, sentence):
    assert answers_sentence(answers) == sentence
    assert len(sentence.split()) <= 20


def test_of_photos_only_those_with_a_label_are_counted():
    answers = given_answers([0.2, 0.9, 0.6], [UNKNOWN, 1, 0], 0.55)
    whole = "Threshold 0.55: 1 of 2 right. 0 cats missed, 1 false alarm."
    assert reading_text(answers) == (whole, "0.55: 1 of 2 right")
    assert reading_text(given_answers([0.2], [UNKNOWN])) == ("Threshold 0.50", "0.50")
