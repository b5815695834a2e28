"""What is done with the window itself: its size, docks, menus and themes; any button, any place, any key."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QMenu, QWidget

from tests.monkey.hands import Key, Modifier, click, let_events_happen, press, turn_wheel, write
from tests.monkey.monkey import Monkey

_SIZES = ((1280, 800), (1024, 700), (640, 480), (1920, 1080), (1, 1), (3000, 2000))
_AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.TopDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
_KEYS = (Key.Key_Tab, Key.Key_Tab, Key.Key_Backtab, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)
_KEYS += (Key.Key_Return, Key.Key_Escape, Key.Key_Space, Key.Key_Delete, Key.Key_Home, Key.Key_End, Key.Key_F10)
# What ends the program, and is done on its own.
_QUIT = "quit_action"


def resize(monkey: Monkey) -> str:
    """Another size, or as large as the screen, or an icon and back."""
    window, what = monkey.window, monkey.random.randrange(8)
    if what < len(_SIZES):
        window.showNormal()
        window.resize(*_SIZES[what])
    elif what == len(_SIZES):
        window.showMaximized()
    else:
        window.showMinimized()
        let_events_happen()
        window.showNormal()
        window.activateWindow()
    return f"resize to {window.width()} x {window.height()}"


def move_dock(monkey: Monkey) -> str:
    """Close, bring back, float, move or tabify a dock; only what is seen can be taken hold of."""
    docks = monkey.window.findChildren(QDockWidget)
    dock, other = monkey.random.choice(docks), monkey.random.choice(docks)
    what = monkey.random.choice(("close", "toggle", "toggle", "float", "land", "move", "tabify", "raise"))
    if what == "toggle":
        dock.toggleViewAction().trigger()
    elif dock.isHidden() or other.isHidden():
        return f"{what} {dock.objectName()}, which is closed"
    elif what == "close":
        dock.close()
    elif what in ("float", "land"):
        dock.setFloating(what == "float")
    elif what == "move":
        monkey.window.addDockWidget(monkey.random.choice(_AREAS), dock)
    elif what == "tabify" and dock is not other:
        monkey.window.tabifyDockWidget(other, dock)
    else:
        dock.raise_()
    return f"{what} {dock.objectName()}"


def restore_layout(monkey: Monkey) -> str:
    """Put the docks back where they were at first."""
    monkey.find(QAction, "restore_layout_action").trigger()
    return "restore the layout"


def choose_from_menu(monkey: Monkey) -> str:
    """Choose any command from the menus, as they are when they are opened."""
    title = monkey.random.choice(monkey.window.menuBar().actions())
    menu = title.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    actions = list(_commands(menu))
    action = monkey.random.choice(actions)
    text = action.text()
    action.trigger()
    return f"menu {title.text()} {text}"


def _commands(menu: QMenu) -> list[QAction]:
    """The commands of a menu and of the menus in it."""
    found: list[QAction] = []
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found += _commands(inner)
        elif action.isEnabled() and not action.isSeparator() and action.objectName() != _QUIT:
            found.append(action)
    return found


def open_menu(monkey: Monkey) -> str:
    """Open a menu by its letter."""
    key = monkey.random.choice((Key.Key_F, Key.Key_E, Key.Key_T, Key.Key_V, Key.Key_H))
    press(key, Modifier.AltModifier)
    return f"open the menu {key.name}"


def press_any_key(monkey: Monkey) -> str:
    """Press a key wherever the keyboard is."""
    key = monkey.random.choice(_KEYS)
    modifier = monkey.random.choice((Modifier.NoModifier,) * 6 + (Modifier.ShiftModifier, Modifier.ControlModifier))
    press(key, modifier)
    return f"press {modifier.name} {key.name}"


def press_any_button(monkey: Monkey) -> str:
    """Click on any button that is seen."""
    buttons = monkey.seen(QAbstractButton)
    button = monkey.random.choice(buttons)
    name = button.objectName() or button.text() or button.toolTip()
    click(button)
    return f"click {name!r}"


def click_anywhere(monkey: Monkey) -> str:
    """Click, or open the menu of the place, or turn the wheel, somewhere in the window."""
    window = monkey.window
    place = monkey.spot(window)
    there = window.childAt(place)
    what = monkey.random.randrange(4)
    if what == 0:
        turn_wheel(there or window, monkey.random.choice((-3, -1, 1, 3)))
    else:
        click(window, place, Qt.MouseButton.RightButton if what == 1 else Qt.MouseButton.LeftButton)
    return f"{('wheel', 'menu', 'click', 'click')[what]} at {place.x()}, {place.y()}: {_named(there)}"


def _named(widget: QWidget | None) -> str:
    return "nothing" if widget is None else f"{type(widget).__name__} {widget.objectName()}"


def write_anything(monkey: Monkey) -> str:
    """Type wherever the keyboard is."""
    text = monkey.random.choice(("x", "42", " ", "<i>", "ä\u202e", "a b c"))
    write(text)
    return f"write {text!r}"


def wait(monkey: Monkey) -> str:
    """Do nothing for a moment."""
    moment = monkey.random.choice((1, 1, 5, 20, 60))
    let_events_happen(moment)
    return f"wait {moment} ms"


def close_and_start_again(monkey: Monkey) -> str:
    """Ask to close the window; if it lets that happen, the program is started again."""
    monkey.window.close()
    return "close the window"


def answer(monkey: Monkey) -> str:
    """Answer the dialog in front, or close the menu that is open."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        key = monkey.random.choice((Key.Key_Down, Key.Key_Down, Key.Key_Return, Key.Key_Escape))
        press(key)
        return f"{key.name} in {type(popup).__name__}"
    buttons = monkey.seen(QAbstractButton)
    if not buttons or monkey.random.random() < 0.4:
        key = monkey.random.choice((Key.Key_Escape, Key.Key_Return, Key.Key_Tab, Key.Key_Space))
        press(key)
        return f"{key.name} in the dialog"
    button = monkey.random.choice(buttons)
    text = button.text()
    click(button)
    return f"answer {text!r}"


def close_dialog(monkey: Monkey) -> str:
    """Close the dialog in front by its frame."""
    front = QApplication.activeModalWidget()
    if front is None:
        return "close no dialog"
    name = front.objectName() or type(front).__name__
    front.close()
    return f"close {name} by its frame"


def click_beside_dialog(monkey: Monkey) -> str:
    """Try to go on behind the dialog."""
    click(monkey.window, QPoint(monkey.window.width() // 2, monkey.window.height() // 3))
    return "click beside the dialog"


ACTIONS = (
    (3, resize),
    (6, move_dock),
    (2, restore_layout),
    (7, choose_from_menu),
    (2, open_menu),
    (10, press_any_key),
    (8, press_any_button),
    (5, click_anywhere),
    (2, write_anything),
    (6, wait),
    (1, close_and_start_again),
)
ANSWERS = ((6, answer), (1, close_dialog), (1, wait), (1, click_beside_dialog))
