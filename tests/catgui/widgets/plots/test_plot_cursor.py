"""The cursor of the plot, moved by the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.plot_cursor import cursor_after_key
from tests.support.sample_widgets import falling_costs, shown_plot

COUNT = 300
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = [getattr(Qt.Key, f"Key_{name}") for name in ("Left", "Right", "PageUp", "PageDown", "Home", "End")]


@pytest.fixture
def plot(qtbot):
    return shown_plot(qtbot, falling_costs(COUNT), COUNT)


def cursor_place(plot):
    return int(plot.cursor_text.splitlines()[0].removeprefix("iteration "))


@pytest.mark.parametrize(
    ("key", "modifier", "place"),
    [
        ("Left", PLAIN, 99),
        ("Right", PLAIN, 101),
        ("Left", SHIFT, 97),
        ("Right", SHIFT, 103),
        ("PageDown", PLAIN, 97),
        ("PageUp", PLAIN, 103),
        ("Home", PLAIN, 0),
        ("End", PLAIN, COUNT - 1),
    ],
)
def test_the_keys_move_the_cursor(plot, qtbot, key, modifier, place):
    plot.move_cursor(100)
    qtbot.keyClick(plot, getattr(Qt.Key, f"Key_{key}"), modifier)
    assert cursor_place(plot) == place


@pytest.mark.parametrize(("key", "place"), [("Left", COUNT - 1), ("Right", 0), ("PageDown", COUNT - 1), ("PageUp", 0)])
def test_the_first_key_shows_the_cursor(plot, qtbot, key, place):
    assert plot.cursor_text == ""
    qtbot.keyClick(plot, getattr(Qt.Key, f"Key_{key}"))
    assert cursor_place(plot) == place


def test_the_values_at_the_cursor_are_the_accessible_description(plot, qtbot):
    assert "arrow keys" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.accessibleDescription() == "iteration 0, training 1.0000"
    plot.show_curves(CostHistory(), COUNT)
    assert "arrow keys" in plot.accessibleDescription()


def test_keys_with_control_are_left_to_others(plot, qtbot):
    plot.move_cursor(100)
    qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert cursor_place(plot) == 100


@given(st.sampled_from(KEYS), st.sampled_from([PLAIN, SHIFT]), st.integers(1, 100_000), st.data())
def test_a_key_and_its_opposite_come_back(key, modifier, count, data):
    opposite = dict(zip(KEYS, [KEYS[1], KEYS[0], KEYS[3], KEYS[2], KEYS[5], KEYS[4]], strict=True))[key]
    at = data.draw(st.integers(0, count - 1))
    there = cursor_after_key(QKeyEvent(QEvent.Type.KeyPress, key, modifier), at, count)
    back = cursor_after_key(QKeyEvent(QEvent.Type.KeyPress, opposite, modifier), there, count)
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        assert {there, back} == {0, count - 1}
    else:
        assert back == at
        assert 1 <= abs(there - at) <= max(1, count // 100 + 1)
