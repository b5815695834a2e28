"""The filters of photos."""

from dataclasses import replace

import pytest

from catgui.domain.photo_entry import Verdict
from catgui.domain.photo_filter import PhotoFilter
from tests.support.photo_entries import CLASSES, make_entry

ENTRIES = {
    "true positive": make_entry("a", 0.9, "cat"),
    "false positive": make_entry("b", 0.9, "non-cat"),
    "false negative": make_entry("c", 0.1, "cat"),
    "true negative": make_entry("d", 0.1, "non-cat"),
    "predicted cat": make_entry("e", 0.9),
    "predicted non-cat": make_entry("f", 0.1),
    "of another class": make_entry("g", 0.9, "dog"),
    "trained on": replace(make_entry("l", actual="cat"), verdict=Verdict(0.9, CLASSES, is_trained_on=True)),
    "waiting": make_entry("h"),
    "answered before": make_entry("i", actual="cat"),
    "broken": make_entry("j", error="this is text"),
}


@pytest.mark.parametrize(
    ("filter_", "accepted"),
    [
        (PhotoFilter.ALL, set(ENTRIES)),
        (
            PhotoFilter.PREDICTED_1,
            {"true positive", "false positive", "predicted cat", "of another class", "trained on"},
        ),
        (PhotoFilter.PREDICTED_0, {"false negative", "true negative", "predicted non-cat"}),
        (PhotoFilter.UNREADABLE, {"broken"}),
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
