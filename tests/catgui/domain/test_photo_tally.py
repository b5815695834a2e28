"""The tally of photos, and its texts."""

from dataclasses import replace

import numpy as np

from catgui.domain.photo_accuracy_texts import (
    accuracy_text,
)
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import description, tally_text
from engine.statistics import Score
from tests.support.photo_entries import CLASSES, make_entry

ENTRIES = [
    make_entry("a", 0.9, "cat"),
    make_entry("b", 0.9, "non-cat"),
    make_entry("c", 0.2, "non-cat"),
    make_entry("d", 0.8),
    make_entry("e", 0.7, "dog"),
    make_entry("f", error="this is text"),
]


def trained_on(entry):
    return replace(entry, verdict=replace(entry.verdict, is_trained_on=True))


def test_counts_the_photos_that_each_filter_accepts():
    tally = PhotoTally.of(ENTRIES, CLASSES)
    assert tally.total == 6
    for filter_ in PhotoFilter:
        assert tally.counts[filter_] == sum(map(filter_.accepts, ENTRIES))


def test_evaluates_the_network_on_the_photos_with_an_actual_class():
    tally = PhotoTally.of(ENTRIES, CLASSES)
    assert np.array_equal(tally.evaluation.confusion, [[1, 1], [0, 1]])
    assert accuracy_text(tally) == "2 of 3 right · always non-cat: 2 of 3 · not counted: 1"


def test_rates_are_told_of_ten_photos_on():
    entries = [make_entry("a", 0.9, "cat", detected=0.2) for _ in range(9)]
    few = PhotoTally.of(entries, CLASSES, has_detector=True)
    assert accuracy_text(few) == "Your network: 9 of 9 right · Detector: 0 of 9 right · always cat: 9 of 9"
    many = PhotoTally.of([*entries, make_entry("b", 0.9, "non-cat", detected=0.1)], CLASSES, has_detector=True)
    assert accuracy_text(many) == (
        "Your network: 9 of 10 right (90.0%) · Detector: 1 of 10 right (10.0%) · always cat: 90.0%"
    )


def test_ticks_and_crosses_are_those_that_are_counted():
    counted = [make_entry("a", 0.9, "cat", detected=0.1), make_entry("b", 0.2, "cat", detected=0.9)]
    others = [make_entry("c", 0.9, "dog", detected=0.9), make_entry("d", 0.9, "car", detected=0.2)]
    entries = [*counted, *others, trained_on(make_entry("e", 0.9, "cat", detected=0.9)), make_entry("f", 0.9)]
    tally = PhotoTally.of(entries, CLASSES, has_detector=True)
    for (right, count), marks in (
        ((tally.evaluation.correct, tally.evaluation.count), [entry.is_correct for entry in entries]),
        ((tally.detected.right, tally.detected.count), [entry.is_detected_correctly for entry in entries]),
    ):
        assert (right, count) == (marks.count(True), len(marks) - marks.count(None)) == (1, 2)
    assert tally.evaluation.confusion.sum() == 2
    cells = [PhotoFilter.of_cell(actual, predicted) for actual in range(2) for predicted in range(2)]
    assert sum(tally.counts[cell] for cell in cells) == 2
    assert tally.counts[PhotoFilter.OTHER_DATA] == 2
    assert accuracy_text(tally) == (
        "Your network: 1 of 2 right · Detector: 1 of 2 right · always cat: 2 of 2 · not counted: 3"
    )


def test_labels_that_the_data_lack_count_when_data_with_them_are_open():
    entries = [make_entry("a", actual="dog", detected=0.1), make_entry("b", actual="cat", detected=0.9)]
    assert PhotoTally.of(entries, CLASSES, has_detector=True).detected.count == 1
    with_dogs = [replace(entry, classes=("dog", "cat")) for entry in entries]
    assert PhotoTally.of(with_dogs, ("dog", "cat"), has_detector=True).detected.count == 2


def test_evaluates_at_the_threshold_of_the_predictions():
    entries = [make_entry("a", 0.9, "cat", threshold=0.85), make_entry("b", 0.8, "non-cat", threshold=0.85)]
    tally = PhotoTally.of(entries, CLASSES)
    assert np.array_equal(tally.evaluation.confusion, [[1, 0], [0, 1]])
    assert tally_text(tally) == "1 cat, 1 non-cat"
    assert accuracy_text(tally).startswith("Threshold 0.85 · 2 of 2 right")


def test_without_predictions_the_text_has_the_number_of_photos():
    waiting = [make_entry("a"), make_entry("b"), make_entry("c", error="this is text")]
    assert tally_text(PhotoTally.of(waiting, None)) == "3 photos · 1 unreadable"
    assert tally_text(PhotoTally.of([], CLASSES)) == ""


BOTH = [
    make_entry("a", 0.9, "cat", detected=0.9),
    make_entry("b", 0.1, "cat", detected=0.8),
    make_entry("c", 0.2, "non-cat", detected=0.1),
    make_entry("d", 0.2, detected=0.7),
    make_entry("e", detected=0.7, actual="cat"),
]


def test_detector_and_network_are_evaluated_on_all_that_they_have_answered():
    tally = PhotoTally.of(BOTH, CLASSES, has_detector=True)
    assert (tally.evaluation.count, tally.detected.count) == (3, 4)
    assert accuracy_text(tally) == "Your network: 2 of 3 right · Detector: 4 of 4 right · always cat: 2 of 3"
    assert tally_text(tally) == "Your network: 1 cat, 3 non-cat"


def test_without_a_network_the_detector_is_evaluated_on_all_answered_photos():
    tally = PhotoTally.of([make_entry("a", detected=0.9, actual="cat"), *BOTH[4:]], CLASSES, has_detector=True)
    assert tally.evaluation is None
    assert accuracy_text(tally) == "Detector: 2 of 2 right · always cat: 2 of 2"
    assert tally_text(tally) == "Detector: 2 cat"
    assert accuracy_text(PhotoTally.of([make_entry("a")], CLASSES, has_detector=True)) == ""


def test_a_description_has_the_answer_of_the_network_first():
    lines = description(make_entry("a", 0.29, detected=0.93)).splitlines()
    assert lines[2:4] == ["Your network: non-cat, 71%", "Detector, for comparison: cat, 93%"]
    alone = description(make_entry("a", detected=0.93)).splitlines()
    assert alone[2:4] == ["Your network: not yet", "Detector, for comparison: cat, 93%"]
    assert description(make_entry("a", 0.29)).splitlines()[2] == "Predicted: non-cat (71%)"


def test_what_the_detector_is_unsure_of_is_counted_apart_and_not_right():
    entries = [make_entry(name, detected=0.6, actual=name, unsure_below=0.7) for name in CLASSES]
    entries += [make_entry("a", 0.1, detected=0.9, actual="cat", unsure_below=0.7) for _ in range(8)]
    entries.append(make_entry("b", 0.1, detected=0.4, unsure_below=0.7))
    tally = PhotoTally.of(entries, CLASSES, has_detector=True)
    assert tally.detected == Score(8, 10, 2)
    assert tally.counts[PhotoFilter.DETECTED_UNSURE] == 3
    assert tally.counts[PhotoFilter.DETECTOR_WRONG] == 0
    assert accuracy_text(tally) == (
        "Your network: 0 of 8 right · Detector: 8 of 10 right (80.0%), unsure of 2 · always cat: 8 of 8"
    )
    assert tally_text(PhotoTally.of(entries[:2], CLASSES, has_detector=True)) == "Detector: 2 unsure"
    assert description(entries[0]).splitlines()[3] == "Detector, for comparison: unsure, cat 60%"


def test_photos_that_the_network_was_trained_on_are_only_counted():
    entries = [trained_on(make_entry("x", 0.99, "cat", detected=0.1)), *ENTRIES[:3]]
    tally = PhotoTally.of(entries, CLASSES)
    assert accuracy_text(tally) == "2 of 3 right · always non-cat: 2 of 3 · not counted: 1"
    assert tally.detected is None
    assert tally.counts[PhotoFilter.ALL] == 4


def test_answers_to_photos_that_were_all_trained_on_are_no_accuracy():
    entries = [trained_on(make_entry(name, 0.99, "cat")) for name in "xy"]
    tally = PhotoTally.of(entries, CLASSES)
    assert tally.evaluation is None
    assert accuracy_text(tally) == "Your network has learned these photos: label others to test it."
