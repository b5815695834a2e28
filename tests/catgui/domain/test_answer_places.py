"""Where pictures stand by their answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catgui.domain.answer_places import answers_sentence, axis_position, place_answers, probability_at
from engine.analysis.evaluation import Evaluation

CLASSES = ("non-cat", "cat")
_PROBABILITIES = st.floats(0, 1)


def answers_of(probabilities, labels=None, threshold=0.5):
    labels = np.arange(len(probabilities)) % 2 if labels is None else labels
    return Evaluation(np.array([probabilities], np.float64), np.array([labels], np.int64), CLASSES, threshold)


def random_answers(count, threshold=0.5):
    stream = np.random.RandomState(1)
    return answers_of(stream.uniform(0, 1, count) ** 3, stream.randint(0, 2, count), threshold)


@given(
    st.lists(st.tuples(_PROBABILITIES, st.sampled_from([0, 1])), min_size=1, max_size=60),
    _PROBABILITIES,
    st.integers(60, 1200),
    st.integers(40, 400),
)
def test_each_picture_stands_whole_on_the_side_of_its_prediction_and_in_the_half_of_its_class(
    pictures, threshold, width, height
):
    answers = answers_of(*zip(*pictures, strict=True), threshold)
    places = place_answers(answers, width, height)
    for row, (probability, label) in enumerate(pictures):
        left, right = places.left[row], places.left[row] + places.side
        assert (left >= places.line - 1) if probability > threshold else (right <= places.line + 1)
        assert left >= -1
        assert right <= width + 1
        assert places.top[row] >= (0 if label else height // 2)
        assert places.top[row] + places.side <= (height // 2 if label else height)


@pytest.mark.parametrize("count", [1, 50, 259, pytest.param(20_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("size", [(700, 97), (1060, 182), (1900, 850)])
def test_pictures_are_seen_whole_near_their_answers_and_in_their_order(count, size):
    answers = answers_of(np.random.RandomState(1).uniform(0.01, 0.99, count))
    places = place_answers(answers, *size)
    assert places.side >= 20
    assert count > 50 or len(places.seen) == count
    seen = places.seen
    corners = np.stack([places.left[seen], places.top[seen]])
    apart = np.abs(corners[:, :, np.newaxis] - corners[:, np.newaxis]).max(axis=0) + 999 * np.eye(len(seen))
    assert apart.min() > places.side, "none covers another"
    away = np.abs(places.left + places.side / 2 - [places.x_of(p) for p in answers.probabilities[0]])
    assert away.max() <= size[0] / 4 + 2 * places.side
    for label in (0, 1):
        of_class = np.flatnonzero(answers.labels[0] == label)
        ordered = of_class[np.argsort(answers.probabilities[0, of_class])]
        assert (np.diff(places.left[ordered]) >= 0).all()


@given(st.floats(0.01, 0.99))
def test_the_line_reads_back_as_its_threshold(threshold):
    places = place_answers(random_answers(20, threshold=threshold), 1000, 150)
    assert places.probability_at(places.line) == pytest.approx(threshold)
    assert places.x_of(threshold) == pytest.approx(places.line)


def test_the_scale_is_that_of_log_odds_and_has_all_beyond_at_its_ends():
    assert axis_position(np.array([0.0, 0.5, 1.0])).tolist() == [0.0, 0.5, 1.0]
    assert axis_position(0.9) - axis_position(0.5) == pytest.approx(
        axis_position(0.99) - axis_position(10 / 109 / (10 / 109 + 1 / 109)), abs=0.01
    )
    assert [probability_at(place) for place in (-0.1, 0, 0.5, 1, 1.2)] == [0, 0, 0.5, 1, 1]


def test_of_more_pictures_than_cells_the_one_that_is_seen_is_found():
    places = place_answers(answers_of([0.2] * 5_000 + [0.9], [0] * 5_000 + [1]), 1000, 150)
    assert len(places.seen) < 200
    for row in places.seen.tolist():
        assert places.at(places.left[row] + 1, places.top[row] + 1) == row
    assert places.at(2, 2) is None


def test_the_columns_of_both_classes_begin_at_the_middle_line():
    places = place_answers(answers_of([0.2] * 24, [0, 1] * 12), 900, 200)
    assert len(places.seen) == 24
    assert places.top[::2].min() == 101
    assert places.top[1::2].max() + places.side == 99


def test_arrow_keys_lead_to_every_picture():
    places = place_answers(random_answers(60), 900, 200)
    reached, waiting = {0}, [0]
    while waiting:
        row = waiting.pop()
        found = {places.nearest(row, *way) for way in ((-1, 0), (1, 0), (0, -1), (0, 1))} - reached
        reached |= found
        waiting += found
    assert reached == set(range(60))


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


def test_the_sentence_says_how_to_read_the_places_and_how_many_are_not_seen():
    sentence = "Above: actually cat. Right of the line, the network says cat. On red: wrong."
    assert answers_sentence(CLASSES, 0) == sentence
    assert answers_sentence(CLASSES, 1_900) == f"{sentence} 1,900 stand behind others."
