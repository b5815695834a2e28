"""The orders of photos."""

import pytest

from catgui.domain.photo_order import PhotoOrder
from tests.support.photo_entries import make_entry

ENTRIES = [
    make_entry("b", 0.6),
    make_entry("A", 0.05),
    make_entry("unread"),
    make_entry("c", 0.5),
    make_entry("a", 0.999),
]


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
    assert [entry.name for entry in order.sort(ENTRIES)] == names


def test_to_be_labeled_next_are_those_suggested_and_last_those_with_a_label():
    labeled = [make_entry("d", 0.5, actual="cat"), make_entry("e", 0.9, actual="cat")]
    suggested = [ENTRIES[1].key, ENTRIES[0].key, labeled[0].key]
    names = [entry.name for entry in PhotoOrder.TO_LABEL.sort([*labeled, *ENTRIES], suggested)]
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
