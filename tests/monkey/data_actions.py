"""What is done with data and models: switched, opened, dropped, filtered, looked at, saved and exported."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPushButton, QTabBar, QWidget

from tests.monkey.hands import Key, Modifier, click, double_click, drop, files, press
from tests.monkey.monkey import Monkey


def switch_data(monkey: Monkey) -> str:
    """Work on other data, by a button or by the list of those opened before."""
    name = monkey.random.choice(("builtin", "builtin", "open", "open", "course"))
    click(monkey.find(QPushButton, f"{name}_button"))
    return f"data: {name}"


def drop_data(monkey: Monkey) -> str:
    """Drop data or models, good, bad, or both at once."""
    larder, random = monkey.larder, monkey.random
    paths = list(random.choice(random.choice((larder.data, larder.data, larder.bad_data))))
    if random.random() < 0.5:
        model = random.choice(random.choice((larder.models, larder.models, larder.bad_models)))
        paths = [model] if random.random() < 0.6 else [*paths, model]
    if random.random() < 0.1:
        paths.append(random.choice(larder.photos))
    places = (monkey.window, monkey.find(QWidget, "data_panel"), monkey.find(QWidget, "cost_plot"))
    taken = drop(random.choice(places), files(paths))
    return f"drop {[path.name for path in paths]}: {'taken' if taken else 'refused'}"


def filter_pictures(monkey: Monkey) -> str:
    """Choose a part or a class by the keys that choose it."""
    boxes = monkey.seen(QComboBox)
    if not boxes:
        return "no box to choose from"
    box = monkey.random.choice(boxes)
    monkey.give_keyboard(box)
    press(monkey.random.choice((Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Home)))
    return f"choose {box.currentText()!r}"


def turn_to_part(monkey: Monkey) -> str:
    """Look at the other part of the results, or of the wrong predictions."""
    bars = [bar for bar in monkey.seen(QTabBar) if bar.count()]
    if not bars:
        return "no tabs"
    bar = monkey.random.choice(bars)
    click(bar, bar.tabRect(monkey.random.randrange(bar.count())).center())
    return f"tab {bar.tabText(bar.currentIndex())!r}"


def pick_picture(monkey: Monkey) -> str:
    """Click on a picture of some grid, open it, or walk from one to the next."""
    grids = [grid for grid in monkey.seen(QAbstractItemView) if grid.model() is not None and grid.model().rowCount()]
    if not grids:
        return "no pictures"
    grid, what = monkey.random.choice(grids), monkey.random.randrange(4)
    if what == 0:
        click(grid.viewport(), monkey.spot(grid.viewport()))
    elif what == 1:
        double_click(grid.viewport(), grid.visualRect(grid.indexAt(monkey.spot(grid.viewport()))).center())
    else:
        monkey.give_keyboard(grid)
        keys = (Key.Key_Right, Key.Key_Left, Key.Key_Down, Key.Key_End, Key.Key_Home, Key.Key_PageDown, Key.Key_Return)
        press(monkey.random.choice(keys))
    return f"picture of {grid.objectName()}: {what}"


def save_something(monkey: Monkey) -> str:
    """Save or open a model, or export, by its keys; the place is asked for."""
    keys = ((Key.Key_S, "save"), (Key.Key_M, "open a model"), (Key.Key_E, "export"), (Key.Key_O, "open data"))
    key, what = monkey.random.choice(keys)
    shift = Modifier.ShiftModifier if monkey.random.random() < 0.3 else Modifier.NoModifier
    press(key, Modifier.ControlModifier | shift)
    return f"{what}, {shift.name}"


ACTIONS = (
    (3, switch_data),
    (5, drop_data),
    (3, filter_pictures),
    (3, turn_to_part),
    (5, pick_picture),
    (6, save_something),
)
