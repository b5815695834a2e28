"""What is done to a run: the buttons, the keys, the fields of the form, the speed, the plot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QSlider, QWidget

from tests.monkey.hands import Key, Modifier, click, let_events_happen, move_cursor, press, write
from tests.monkey.monkey import Monkey

_GOOD = {
    "hidden_layers": ("4", "20, 7, 5", "3 2", "1", "8;8"),
    "learning_rate": ("0.0075", "0,0075", "0.5", "1e-3", "3"),
    "iterations": ("1", "7", "100", "2500", "20000"),
    "seed": ("0", "1", "4294967295", "77"),
}
_EXTREME = ("10000000", "10000001", "0", "-1", "1e308", "1e-320", "9" * 5000, "99999999999", "1, " * 300)
_EXTREME += ("4294967296",)
_GARBAGE = (
    "",
    " ",
    "abc",
    "nan",
    "inf",
    "-inf",
    "0x10",
    "1e",
    "1_0",
    "٣",
    "½",
    "∞",
    "<b>7</b>",
    "\u202e7",
    "7\n8",
    "=1+1",
)


def press_button(monkey: Monkey) -> str:
    """Click on one of the buttons that steer a run."""
    name = monkey.random.choice(("train", "train", "train", "pause", "step", "step", "stop", "reset"))
    click(monkey.find(QPushButton, f"{name}_button"))
    return f"click {name}"


def press_key(monkey: Monkey) -> str:
    """Press a key that steers a run."""
    keys = ((Key.Key_Space, Modifier.NoModifier),) * 3 + ((Key.Key_Escape, Modifier.NoModifier),)
    keys += ((Key.Key_Period, Modifier.ControlModifier), (Key.Key_R, Modifier.ControlModifier))
    key, modifier = monkey.random.choice(keys)
    press(key, modifier)
    return f"press {modifier.name} {key.name}"


def fill_field(monkey: Monkey) -> str:
    """Put something into a field of the form, good or not, and sometimes Enter after it."""
    name = monkey.random.choice(tuple(_GOOD))
    text = monkey.random.choice(monkey.random.choice((_GOOD[name], _GOOD[name], _GOOD[name], _EXTREME, _GARBAGE)))
    click(monkey.find(QLineEdit, f"{name}_field"))
    press(Key.Key_A, Modifier.ControlModifier)
    press(Key.Key_Delete)
    write(text)
    if monkey.random.random() < 0.3:
        press(Key.Key_Return)
    return f"write {text[:40]!r} into {name}"


def set_small_run(monkey: Monkey) -> str:
    """Fill the form for a run that is soon over."""
    for name, text in (("hidden_layers", "5, 3"), ("learning_rate", "0.01"), ("iterations", "60"), ("seed", "2")):
        click(monkey.find(QLineEdit, f"{name}_field"))
        press(Key.Key_A, Modifier.ControlModifier)
        write(text)
    return "fill the form for a small run"


def move_speed(monkey: Monkey) -> str:
    """Move the speed slider, by a click or a key; mostly to where something happens soon."""
    slider = monkey.find(QSlider, "speed_slider")
    click(slider, monkey.spot(slider))
    key = monkey.random.choice((Key.Key_End, Key.Key_End, Key.Key_Left, Key.Key_Home, Key.Key_PageUp))
    press(key)
    return f"speed by {key.name}: {slider.value()}"


def look_at_plot(monkey: Monkey) -> str:
    """Point at the plot, click into it, or change its scale."""
    plot = monkey.find(QWidget, "cost_plot")
    what = monkey.random.randrange(4)
    if what == 0:
        move_cursor(plot, monkey.spot(plot))
    elif what == 1:
        click(plot, monkey.spot(plot), monkey.random.choice((Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)))
    elif what == 2:
        monkey.give_keyboard(plot)
        press(monkey.random.choice((Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageUp)))
    else:
        for box in monkey.seen(QCheckBox)[:1]:
            click(box)
    return f"plot {what}"


def let_it_train(monkey: Monkey) -> str:
    """Wait until nothing is under way, but not for ever."""
    for turn in range(40):
        let_events_happen(10)
        if monkey.window.session.state.value in ("idle", "paused") and not monkey.window.workspace.loading:
            return f"wait until at rest: {10 * turn} ms"
    return "wait in vain"


ACTIONS = (
    (12, press_button),
    (6, press_key),
    (9, fill_field),
    (3, set_small_run),
    (3, move_speed),
    (3, look_at_plot),
    (8, let_it_train),
)
