"""The fields on one of which something is dropped."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from catgui.widgets.data.drop_overlay import DropOverlay

PLACE = QRect(20, 50, 260, 600)
TEXTS = (
    "cat, for training",
    "cat, for the test",
    "non-cat, for training",
    "non-cat, for the test",
    "Or open as data: a, b",
)


@pytest.fixture
def overlay(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 700)
    window.show()
    overlay = DropOverlay(window)
    overlay.window_kept = window
    return overlay


def test_all_are_in_their_place_without_overlap_and_the_one_under_the_drag_is_marked(overlay):
    overlay.show_fields("Add 3 photos to:", TEXTS, PLACE, QPoint(0, 0))
    rects = [field.geometry() for field in overlay.fields]
    assert [field.text() for field in overlay.fields] == list(TEXTS)
    assert overlay.field is None
    for index, rect in enumerate(rects):
        assert PLACE.contains(rect)
        assert sum(rect.intersects(other) for other in rects) == 1
        assert rect.height() > 60
        overlay.show_fields("Add 3 photos to:", TEXTS, PLACE, rect.center())
        assert overlay.field == index
        assert [field.property("role") == "current" for field in overlay.fields] == [
            other == index for other in range(5)
        ]
        assert overlay.accessibleName() == f"Add 3 photos to: {TEXTS[index]}"


def test_a_sentence_takes_the_place_of_the_fields(overlay):
    overlay.show_fields("Add 3 photos to:", TEXTS, PLACE, PLACE.center())
    overlay.show_hint("Open: a", "open", True, PLACE)
    assert (overlay.field, overlay.fields) == (None, [])
