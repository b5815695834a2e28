"""The tally of photos, and its texts."""

import numpy as np

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import accuracy_text, filter_texts, tally_text
from tests.support.photo_entries import CLASSES, make_entry

ENTRIES = [
    make_entry("a", 0.9, "cat"),
    make_entry("b", 0.9, "non-cat"),
    make_entry("c", 0.2, "non-cat"),
    make_entry("d", 0.8),
    make_entry("e", 0.7, "dog"),
    make_entry("f", error="this is text"),
]


def test_counts_the_photos_that_each_filter_accepts():
    tally = PhotoTally.of(ENTRIES, CLASSES)
    assert tally.total == 6
    for filter_ in PhotoFilter:
        assert tally.counts[filter_] == sum(map(filter_.accepts, ENTRIES))


def test_evaluates_the_network_on_the_photos_with_an_actual_class():
    tally = PhotoTally.of(ENTRIES, CLASSES)
    assert np.array_equal(tally.evaluation.confusion, [[1, 1], [0, 1]])
    assert accuracy_text(tally) == "2 of 3 right (66.7%); always non-cat: 66.7%"


def test_evaluates_at_the_threshold_of_the_predictions():
    entries = [make_entry("a", 0.9, "cat", threshold=0.85), make_entry("b", 0.8, "non-cat", threshold=0.85)]
    tally = PhotoTally.of(entries, CLASSES)
    assert np.array_equal(tally.evaluation.confusion, [[1, 0], [0, 1]])
    assert tally_text(tally) == "1 cat, 1 non-cat"
    assert accuracy_text(tally).startswith("Threshold 0.85: 2 of 2 right")


def test_without_answers_there_is_no_evaluation():
    assert PhotoTally.of([make_entry("a", 0.9)], CLASSES).evaluation is None
    assert PhotoTally.of([make_entry("a", actual="cat")], CLASSES).evaluation is None


def test_the_text_has_the_predictions_and_the_unreadable():
    assert tally_text(PhotoTally.of(ENTRIES, CLASSES)) == "4 cat, 1 non-cat, 1 unreadable"
    assert tally_text(PhotoTally.of(ENTRIES[:1], CLASSES)) == "1 cat"


def test_without_predictions_the_text_has_the_number_of_photos():
    waiting = [make_entry("a"), make_entry("b"), make_entry("c", error="this is text")]
    assert tally_text(PhotoTally.of(waiting, None)) == "3 photos, 1 unreadable"
    assert tally_text(PhotoTally.of([], CLASSES)) == ""


def test_the_filters_are_named_after_the_classes():
    texts = filter_texts(PhotoTally.of(ENTRIES, CLASSES))
    assert set(texts) == {filter_ for filter_ in PhotoFilter if not filter_.needs_detector}
    assert texts[PhotoFilter.ALL] == "All (6)"
    assert texts[PhotoFilter.PREDICTED_1] == "Predicted cat (4)"
    assert texts[PhotoFilter.FALSE_POSITIVE] == "Actually non-cat, predicted cat (1)"
