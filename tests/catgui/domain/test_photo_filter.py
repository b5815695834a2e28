"""The filters of photos."""

from dataclasses import replace

import pytest

from catgui.domain.photo_entry import NEITHER, Verdict
from catgui.domain.photo_filter import PhotoFilter, PhotoOrder
from tests.support.photo_entries import CLASSES, make_entry

ENTRIES = {
    "true positive": make_entry("a", 0.9, "cat"),
    "false positive": make_entry("b", 0.9, "non-cat"),
    "false negative": make_entry("c", 0.1, "cat"),
    "true negative": make_entry("d", 0.1, "non-cat"),
    "predicted cat": make_entry("e", 0.9),
    "predicted non-cat": make_entry("f", 0.1),
    "of another class": make_entry("g", 0.9, "dog"),
    "neither": make_entry("k", 0.9, NEITHER),
    "trained on": replace(make_entry("l", actual="cat"), verdict=Verdict(0.9, CLASSES, is_trained_on=True)),
    "waiting": make_entry("h"),
    "answered before": make_entry("i", actual="cat"),
    "broken": make_entry("j", error="this is text"),
}
IN_ORDER = [
    make_entry("b", 0.6),
    make_entry("A", 0.05),
    make_entry("unread"),
    make_entry("c", 0.5),
    make_entry("a", 0.999),
]


@pytest.mark.parametrize(
    ("filter_", "accepted"),
    [
        (PhotoFilter.ALL, set(ENTRIES)),
        (
            PhotoFilter.PREDICTED_1,
            {"true positive", "false positive", "predicted cat", "of another class", "neither", "trained on"},
        ),
        (PhotoFilter.PREDICTED_0, {"false negative", "true negative", "predicted non-cat"}),
        (PhotoFilter.UNREADABLE, {"broken"}),
        (PhotoFilter.NEITHER, {"neither"}),
        (PhotoFilter.OTHER_DATA, {"of another class"}),
        (PhotoFilter.UNANSWERED, {"predicted cat", "predicted non-cat", "waiting"}),
        (PhotoFilter.WRONG, {"false positive", "false negative"}),
        (PhotoFilter.TRUE_POSITIVE, {"true positive"}),
        (PhotoFilter.FALSE_POSITIVE, {"false positive"}),
        (PhotoFilter.FALSE_NEGATIVE, {"false negative"}),
        (PhotoFilter.TRUE_NEGATIVE, {"true negative"}),
    ],
)
def test_accepts(filter_, accepted):
    assert {name for name, entry in ENTRIES.items() if filter_.accepts(entry)} == accepted


def test_a_cell_of_the_confusion_matrix_has_a_filter():
    assert PhotoFilter.of_cell(1, 0) is PhotoFilter.FALSE_NEGATIVE
    assert PhotoFilter.of_cell(0, 1) is PhotoFilter.FALSE_POSITIVE


@pytest.mark.parametrize(
    ("filter_", "accepted"),
    [
        (PhotoFilter.DETECTED_1, {"both cat", "differ", "alone"}),
        (PhotoFilter.DETECTED_0, {"other"}),
        (PhotoFilter.DETECTED_UNSURE, {"unsure"}),
        (PhotoFilter.DETECTOR_WRONG, {"differ"}),
        (PhotoFilter.DISAGREEMENT, {"differ"}),
    ],
)
def test_the_detector_has_filters(filter_, accepted):
    entries = {
        "both cat": make_entry("a", 0.9, "cat", detected=0.9),
        "differ": make_entry("b", 0.1, "non-cat", detected=0.9),
        "alone": make_entry("c", detected=0.9),
        "other": make_entry("d", 0.1, "non-cat", detected=0.1),
        "unsure": make_entry("g", 0.1, "non-cat", detected=0.6, unsure_below=0.7),
        "network alone": make_entry("e", 0.9),
        "broken": make_entry("f", error="text", detected=0.9),
    }
    assert {name for name, entry in entries.items() if filter_.accepts(entry)} == accepted
    assert filter_.needs_detector
    assert not PhotoFilter.ALL.needs_detector


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (PhotoOrder.ADDED, ["b", "A", "unread", "c", "a"]),
        (PhotoOrder.NAME, ["A", "a", "b", "c", "unread"]),
        (PhotoOrder.UNCERTAIN, ["c", "b", "A", "a", "unread"]),
        (PhotoOrder.CERTAIN, ["a", "A", "b", "c", "unread"]),
    ],
)
def test_sorts_by_name_or_certainty_with_those_without_a_prediction_last(order, names):
    assert [entry.name for entry in order.sort(IN_ORDER)] == names


def test_to_be_labeled_next_are_those_suggested_and_last_those_with_a_label():
    labeled = [make_entry("d", 0.5, actual="cat"), make_entry("e", 0.9, actual="cat")]
    suggested = [IN_ORDER[1].key, IN_ORDER[0].key, labeled[0].key]
    names = [entry.name for entry in PhotoOrder.TO_LABEL.sort([*labeled, *IN_ORDER], suggested)]
    assert names == ["A", "b", "c", "a", "unread", "d", "e"]


def test_numbers_in_names_are_sorted_as_numbers():
    names = ["10", "photo 1.png", "Photo 2.png", "photo 007.png", "photo 10.png", "photo a.png", "x" + "9" * 5000]
    entries = [make_entry(name, 0.7) for name in reversed(names)]
    assert [entry.name for entry in PhotoOrder.NAME.sort(entries)] == names


def test_equal_photos_stay_in_the_order_of_adding():
    twins = [make_entry(name, 0.7) for name in ("z", "y", "x")]
    for order in (PhotoOrder.UNCERTAIN, PhotoOrder.CERTAIN):
        assert order.sort(twins) == twins


def test_without_a_network_the_certainty_is_that_of_the_detector():
    entries = [make_entry("b", detected=0.6), make_entry("none"), make_entry("a", detected=0.1)]
    assert [entry.name for entry in PhotoOrder.CERTAIN.sort(entries)] == ["a", "b", "none"]
    assert [entry.name for entry in PhotoOrder.UNCERTAIN.sort(entries)] == ["b", "a", "none"]
