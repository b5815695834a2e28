"""The tally of photos, and its texts."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.photo_accuracy_texts import (
    accuracy_text,
    comparison_texts,
    expected_accuracy_note,
    network_record_sentence,
    track_record_text,
)
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import description, filter_texts, tally_text
from engine.analysis.evaluation import Evaluation
from engine.training.features import PIXELS
from tests.support.photo_entries import CLASSES, make_entry
from tests.support.small_data import make_dataset
from tests.support.small_detector import RECORD

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


BOTH = [
    make_entry("a", 0.9, "cat", detected=0.9),
    make_entry("b", 0.1, "cat", detected=0.8),
    make_entry("c", 0.2, "non-cat", detected=0.1),
    make_entry("d", 0.2, detected=0.7),
    make_entry("e", detected=0.7, actual="cat"),
]


def test_detector_and_network_are_evaluated_on_the_same_photos():
    tally = PhotoTally.of(BOTH, CLASSES, has_detector=True)
    assert (tally.evaluation.count, tally.detected.count) == (3, 3)
    assert accuracy_text(tally) == ("Detector 3 of 3 right (100.0%), your network 2 of 3 (66.7%); always cat: 66.7%")
    assert accuracy_text(tally, short=True) == "Detector 3 of 3 right, your network 2 of 3"
    assert tally_text(tally) == "1 cat, 3 non-cat (your network)"


def test_without_a_network_the_detector_is_evaluated_on_all_answered_photos():
    tally = PhotoTally.of([make_entry("a", detected=0.9, actual="cat"), *BOTH[4:]], CLASSES, has_detector=True)
    assert tally.evaluation is None
    assert accuracy_text(tally) == "Detector 2 of 2 right (100.0%); always cat: 100.0%"
    assert tally_text(tally) == "2 cat (detector)"
    assert accuracy_text(PhotoTally.of([make_entry("a")], CLASSES, has_detector=True)) == ""


def test_the_filters_of_the_detector_are_offered_with_it():
    texts = filter_texts(PhotoTally.of(BOTH, CLASSES, has_detector=True))
    assert set(texts) == set(PhotoFilter)
    assert texts[PhotoFilter.DISAGREEMENT] == "Detector and network disagree (2)"
    assert texts[PhotoFilter.DETECTED_1] == "Detector: cat (4)"


def test_a_description_has_both_answers():
    lines = description(make_entry("a", 0.29, detected=0.93)).splitlines()
    assert lines[2:] == ["Detector: cat, 93%", "Your network: non-cat, 71%"]
    assert description(make_entry("a", detected=0.93)).splitlines()[2:] == ["Detector: cat, 93%"]
    assert description(make_entry("a", 0.29)).splitlines()[2:] == ["Predicted: non-cat (71%)"]


def test_the_track_records_are_those_on_pictures_never_seen():
    test = Evaluation(np.array([[0.9, 0.8, 0.1, 0.3]]), np.array([[1, 1, 1, 0]]), CLASSES)
    assert track_record_text(RECORD, None) == "Detector 92% right on photos never seen."
    assert track_record_text(RECORD, test) == (
        "Detector 92% right on photos never seen, your network 75% on its test part."
    )
    assert network_record_sentence(test, of_drawings=False) == (
        "On the test part, which it was not trained on, your network was right for 67% of 3 cat and 100% of 1 non-cat."
    )
    assert network_record_sentence(test, of_drawings=True) == (
        "On drawings it was not trained on, your network was right for 67% of 3 cat and 100% of 1 non-cat; it knows no "
        "photos."
    )


@pytest.mark.parametrize(
    ("source", "shorter"),
    [
        ("course", "Detector 92% right on photos never seen, your network 100% on its test part."),
        ("builtin", "Detector 92% right on photos never seen. Your network knows only drawings."),
    ],
)
def test_the_test_part_of_drawings_is_no_measure_for_photos(source, shorter):
    dataset = replace(make_dataset(), source=source)
    test = Evaluation(np.array([[0.9]]), np.array([[1]]), CLASSES)
    expected = expected_accuracy_note(dataset, dataset.name, PIXELS)
    text, short = comparison_texts(RECORD, test, expected)
    assert short == shorter
    assert text.endswith(expected)


def test_a_photo_has_an_answer_of_the_network_or_of_the_detector():
    assert not PhotoTally.of([make_entry("a"), make_entry("b", error="text")], CLASSES).has_answers
    assert PhotoTally.of([make_entry("a", 0.2)], CLASSES).has_answers
    assert PhotoTally.of([make_entry("a", detected=0.2)], CLASSES, has_detector=True).has_answers


def trained_on(entry):
    return replace(entry, verdict=replace(entry.verdict, is_trained_on=True))


def test_photos_that_the_network_was_trained_on_are_only_counted():
    entries = [trained_on(make_entry("x", 0.99, "cat", detected=0.1)), *ENTRIES]
    tally = PhotoTally.of(entries, CLASSES)
    assert accuracy_text(tally) == "2 of 3 right (66.7%); always non-cat: 66.7%; without 1 it was trained on"
    assert accuracy_text(tally, short=True) == "2 of 3 right; without 1 it was trained on"
    assert tally.detected is None
    assert tally.counts[PhotoFilter.ALL] == 7


def test_answers_to_photos_that_were_all_trained_on_are_no_accuracy():
    entries = [trained_on(make_entry(name, 0.99, "cat")) for name in "xy"]
    tally = PhotoTally.of(entries, CLASSES)
    assert tally.evaluation is None
    assert accuracy_text(tally) == (
        "Your network was trained on the 2 photos whose class you have set: answers to others tell how good it is."
    )
    assert "on the photo whose" in accuracy_text(PhotoTally.of(entries[:1], CLASSES))
