"""The state machine: each rule is one thing that a user does, and `MonkeyMachine.step` what surrounds it."""

from __future__ import annotations

import faulthandler
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import rule
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QWidget,
)

from catgui.shell.layouts import ROWS
from tests.monkey.invariants import WindowInvariants
from tests.monkey.problems import Leftovers, ProblemLog
from tests.monkey.user import Key, Modifier, User, menus_closed, process_events
from tests.support import drops
from tests.support.surroundings import home_variables

# A step takes some milliseconds, or half a second if it waits; a window that hangs ends the process with tracebacks.
_LONGEST_STEP = 60
# There is no network: a server is refused at once, on this computer.
_NO_SERVER = "http://127.0.0.1:9"
_WEB_PICTURE = f"{_NO_SERVER}/cat.png"
_GOOD_VALUES = {
    "hidden_layers": ("4", "20, 7, 5", "3 2", "1", "8;8", "none"),
    "learning_rate": ("0.0075", "0,0075", "0.5", "1e-3", "3"),
    "iterations": ("1", "7", "100", "2500", "20000"),
    "seed": ("0", "1", "4294967295", "77"),
}
_EXTREME_VALUES = ("10000000", "10000001", "0", "-1", "1e308", "1e-320", "9" * 5000, "99999999999", "1, " * 300)
_NO_VALUES = ("", " ", "abc", "nan", "-inf", "0x10", "1e", "1_0", "٣", "½", "∞", "<b>7</b>", "\u202e7", "7\n8", "=1+1")
_PHOTO_BUTTONS = ("open", "paste", "remove", "clear", "copy", "export", "undo", "cancel", "train")
_SIZES = ((1280, 800), (1024, 700), (640, 480), (1920, 1080), (1, 1), (3000, 2000))
_NONE, _SHIFT, _CONTROL = Modifier.NoModifier, Modifier.ShiftModifier, Modifier.ControlModifier


def action(do: Callable[[MonkeyMachine], str]) -> Callable[..., None]:
    """Make a rule of a method that does something and returns what it did, in words.

    Its only argument is the seed of the step: what Hypothesis draws never depends on what the threads have done so far.
    """

    def run(self: MonkeyMachine, seed: int) -> None:
        self.step(do, seed)

    run.__name__ = do.__name__
    return rule(seed=st.integers(0, 2**32 - 1))(run)


class MonkeyMachine(WindowInvariants):
    """Uses one window, and a new one when it has closed; `teardown` closes it and looks at what is left."""

    def __init__(self) -> None:
        super().__init__()
        self._resources = ExitStack()
        folder = Path(self._resources.enter_context(tempfile.TemporaryDirectory()))
        patch = self._resources.enter_context(pytest.MonkeyPatch.context())
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
            patch.setenv(name, _NO_SERVER)
        patch.setenv("NO_PROXY", "")
        patch.setenv("no_proxy", "")
        for name, home in home_variables(folder / "home").items():
            patch.setenv(name, home)
        self._resources.callback(faulthandler.cancel_dump_traceback_later)
        self.problems = self._resources.enter_context(ProblemLog())
        self._leftovers = Leftovers()
        self.user = User(folder, patch)
        # What Python has put there must not outlive it.
        self._resources.callback(lambda: QGuiApplication.clipboard().clear())

    @property
    def random(self) -> Random:
        """The source of random choices of the current step."""
        return self.user.random

    def step(self, do: Callable[[MonkeyMachine], str], seed: int) -> None:
        """Do something, or answer the dialog or menu that is open; start again if that has closed the window."""
        faulthandler.dump_traceback_later(_LONGEST_STEP, exit=True)
        self.user.random = Random(seed)
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            do = self.random.choices((answer, close_dialog, wait, click_beside_dialog), (6, 1, 1, 1))[0]
        with menus_closed():
            note(f"# {do.__name__}: {do(self)}")
        process_events()
        if self.window.isVisible():
            self.user.keep_focus()
        self._require(self.problems.take())
        # It may have closed only now, when what it was to save first was saved.
        if not self.window.isVisible():
            self.user.delete_window()
            self._require(self.problems.take() + self._leftovers.find())
            self.user.open_window()

    def teardown(self) -> None:
        """Close the window for good; nothing is left, and no file is changed or incomplete."""
        with self._resources:
            if self.user.window is not None:
                self._require([] if self.user.close_window() else ["the window does not close"])
                self.user.delete_window()
            self._require(self.problems.take() + self._leftovers.find() + self.user.files.problems())

    def _require(self, wrong: list[str]) -> None:
        assert not wrong, "\n".join(wrong)

    # A run of training

    @action
    def press_run_button(self) -> str:
        name = self.random.choice(("train", "train", "train", "pause", "step", "step", "stop", "reset"))
        self.user.click(self.user.find(QPushButton, f"{name}_button"))
        return name

    @action
    def press_run_key(self) -> str:
        keys = ((Key.Key_Space, _NONE), (Key.Key_Space, _NONE), (Key.Key_Escape, _NONE))
        key, modifier = self.random.choice((*keys, (Key.Key_Period, _CONTROL), (Key.Key_R, _CONTROL)))
        self.user.press(key, modifier)
        return f"{modifier.name} {key.name}"

    @action
    def fill_field(self) -> str:
        name = self.random.choice(tuple(_GOOD_VALUES))
        text = self.random.choice(self.random.choice((*[_GOOD_VALUES[name]] * 3, _EXTREME_VALUES, _NO_VALUES)))
        self._fill(name, text)
        if self.random.random() < 0.3:
            self.user.press(Key.Key_Return)
        return f"{text[:40]!r} into {name}"

    @action
    def set_short_run(self) -> str:
        for name, text in (("hidden_layers", "5, 3"), ("learning_rate", "0.01"), ("iterations", "60"), ("seed", "2")):
            self._fill(name, text)
        return "60 iterations"

    def _fill(self, name: str, text: str) -> None:
        self.user.click(self.user.find(QLineEdit, f"{name}_field"))
        self.user.press(Key.Key_A, _CONTROL)
        self.user.press(Key.Key_Delete)
        self.user.write(text)

    @action
    def choose_speed(self) -> str:
        # Mostly one at which something happens soon.
        name = self.random.choice(("instant", "finish", "finish", "watch", "slower"))
        self.user.window.controls.perform(name)
        return name

    @action
    def explore_plot(self) -> str:
        plot, what = self.user.find(QWidget, "cost_plot"), self.random.choice(("move", "click", "key", "scale"))
        if what == "move":
            self.user.move_mouse(plot, self.user.spot(plot))
        elif what == "click":
            buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
            self.user.click(plot, self.user.spot(plot), self.random.choice(buttons))
        elif what == "key":
            self.user.focus(plot)
            keys = (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageUp)
            self.user.press(self.random.choice(keys))
        else:
            for box in self.user.usable(QCheckBox)[:1]:
                self.user.click(box)
        return what

    @action
    def await_run(self) -> str:
        for turn in range(40):
            process_events(10)
            if self.window.session.now.state.value in ("idle", "paused") and not self.window.workspace.loading:
                return f"{10 * turn} ms"
        return "in vain"

    # Data and models

    @action
    def switch_data(self) -> str:
        name = self.random.choice(("builtin", "builtin", "open", "open", "own_pictures", "course"))
        self.user.find(QAction, f"{name}_source").trigger()
        return name

    @action
    def drop_data(self) -> str:
        files, random = self.user.files, self.random
        paths = list(random.choice(random.choice((files.data, files.data, files.bad_data))))
        if random.random() < 0.5:
            model = random.choice(random.choice((files.models, files.models, files.bad_models)))
            paths = [model] if random.random() < 0.6 else [*paths, model]
        if random.random() < 0.1:
            paths.append(random.choice(files.photos))
        return self.user.drop(self._drop_target("data_panel", "cost_plot"), paths)

    def _drop_target(self, *names: str) -> QWidget:
        return self.random.choice((self.window, *(self.user.find(QWidget, name) for name in names)))

    @action
    def filter_pictures(self) -> str:
        boxes = self.user.usable(QComboBox)
        if not boxes:
            return "no box"
        box = self.random.choice(boxes)
        self.user.focus(box)
        self.user.press(self.random.choice((Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Home)))
        return box.currentText()

    @action
    def switch_tab(self) -> str:
        bars = [bar for bar in self.user.usable(QTabBar) if bar.count()]
        if not bars:
            return "no tabs"
        bar = self.random.choice(bars)
        self.user.click(bar, bar.tabRect(self.random.randrange(bar.count())).center())
        return bar.tabText(bar.currentIndex())

    @action
    def pick_picture(self) -> str:
        views = self.user.usable(QAbstractItemView)
        grids = [grid for grid in views if grid.model() is not None and grid.model().rowCount()]
        if not grids:
            return "no pictures"
        grid, what = self.random.choice(grids), self.random.choice(("click", "open", "key", "key"))
        viewport = grid.viewport()
        if what == "click":
            self.user.click(viewport, self.user.spot(viewport))
        elif what == "open":
            self.user.double_click(viewport, grid.visualRect(grid.indexAt(self.user.spot(viewport))).center())
        else:
            self.user.focus(grid)
            keys = (Key.Key_Right, Key.Key_Left, Key.Key_Down, Key.Key_End, Key.Key_Home, Key.Key_PageDown)
            self.user.press(self.random.choice((*keys, Key.Key_Return)))
        return f"{what} in {grid.objectName()}"

    @action
    def edit_data(self) -> str:
        self.user.focus(self.user.find(QWidget, "data_grid"))
        selections = ((Key.Key_A, _CONTROL), (Key.Key_Right, _NONE), (Key.Key_Right, _SHIFT), (Key.Key_Down, _SHIFT))
        self.user.press(*self.random.choice(selections))
        key = self.random.choice((Key.Key_1, Key.Key_2, Key.Key_M, Key.Key_Delete, Key.Key_0))
        self.user.press(key)
        return f"by {key.name}"

    @action
    def save_or_open(self) -> str:
        key = self.random.choice((Key.Key_S, Key.Key_M, Key.Key_E, Key.Key_O))
        shift = _SHIFT if self.random.random() < 0.3 else _NONE
        self.user.press(key, _CONTROL | shift)
        return f"{key.name} {shift.name}"

    # Photos

    @action
    def drop_photos(self) -> str:
        files, random = self.user.files, self.random
        photos = random.choice((files.photos, files.photos, files.bad_photos, files.photos + files.bad_photos))
        paths = random.sample(photos, random.randint(1, min(5, len(photos))))
        if random.random() < 0.15:
            paths.append(random.choice(files.folders))
        deleted = files.folder / "deleted.png"
        if random.random() < 0.15:
            deleted.write_bytes(files.photos[0].read_bytes())
            paths.append(deleted)
        done = self.user.drop(self._drop_target("photos_panel", "photos_drop_area", "data_panel"), paths)
        deleted.unlink(missing_ok=True)  # before it is read
        return done

    @action
    def paste(self) -> str:
        name = self.random.choice(tuple(_CLIPBOARD))
        QGuiApplication.clipboard().setMimeData(_CLIPBOARD[name](self))
        if self.random.random() < 0.5:
            self.user.press(Key.Key_V, _CONTROL)
        else:
            self.user.click(self.user.find(QAbstractButton, "photos_paste_button"))
        return name

    @action
    def press_photo_button(self) -> str:
        names = [f"photos_{name}" for name in _PHOTO_BUTTONS]
        name = self.random.choice(
            (*names, "framing_whole", "framing_centre", "actual_1", "actual_unknown", "add_to_train", "photo_enlarge")
        )
        button = self.window.findChild(QAbstractButton, f"{name}_button")
        if button is not None and button.isVisible():
            self.user.click(button)
        return name

    @action
    def select_photos(self) -> str:
        self.user.focus(self.user.find(QWidget, "photo_cards"))
        keys = ((Key.Key_A, _CONTROL), (Key.Key_Right, _NONE), (Key.Key_Right, _SHIFT), (Key.Key_Home, _NONE))
        self.user.press(*self.random.choice(keys))
        then = self.random.choice(((Key.Key_Delete, _NONE), (Key.Key_C, _CONTROL), None, None))
        if then is not None:
            self.user.press(*then)
        return "and leave them" if then is None else f"and press {then[0].name}"

    @action
    def undo_or_redo(self) -> str:
        shift, times = self.random.choice((_NONE, _NONE, _SHIFT)), self.random.randint(1, 4)
        for _ in range(times):
            self.user.press(Key.Key_Z, _CONTROL | shift)
        return f"{'undo' if shift is _NONE else 'redo'} {times} times"

    # The window itself

    @action
    def resize(self) -> str:
        size = self.random.choice((*_SIZES, "maximize", "minimize"))
        if size == "maximize":
            self.window.showMaximized()
        elif size == "minimize":
            self.window.showMinimized()
            process_events()
            self.window.showNormal()
            self.window.activateWindow()
        else:
            self.window.showNormal()
            self.window.resize(*size)
        return f"to {self.window.width()} x {self.window.height()}"

    @action
    def move_panel(self) -> str:
        panels, name = self.window.panels, self.random.choice(list(self.window.panels.pages))
        what = self.random.choice(("toggle", "toggle", "open", "move", "float", "put back", "fill", "present"))
        if what == "toggle":
            panels.actions_of[name].trigger()
        elif what == "open":
            panels.open(name)
        elif what == "present":
            self.window.presentation.toggle()
        elif not panels.is_open(name):
            return f"{what} {name}, which is closed"
        elif what == "move":
            panels.move_to(name, self.random.choice(list(ROWS)))
        elif what == "float":
            panels.float(name)
        elif what == "put back":
            panels.put_back(name)
        else:
            panels.fill(name)
        return f"{what} {name}"

    @action
    def arrange(self) -> str:
        name = self.random.choice(("restore_layout", "train_layout", "inspect_layout", "photos_layout", "fill_window"))
        self.user.find(QAction, f"{name}_action").trigger()
        return name

    @action
    def choose_from_menu(self) -> str:
        title = self.random.choice(self.window.menuBar().actions())
        title.menu().aboutToShow.emit()
        entry = self.random.choice(_entries(title.menu()))
        text = entry.text()
        entry.trigger()
        return f"{title.text()} {text}"

    @action
    def open_menu(self) -> str:
        key = self.random.choice((Key.Key_F, Key.Key_E, Key.Key_T, Key.Key_V, Key.Key_H))
        self.user.press(key, Modifier.AltModifier)
        return key.name

    @action
    def press_any_key(self) -> str:
        moves = (Key.Key_Tab, Key.Key_Tab, Key.Key_Backtab, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)
        others = (Key.Key_Return, Key.Key_Escape, Key.Key_Space, Key.Key_Delete, Key.Key_Home, Key.Key_End, Key.Key_F10)
        key, modifier = self.random.choice(moves + others), self.random.choice((*[_NONE] * 6, _SHIFT, _CONTROL))
        self.user.press(key, modifier)
        return f"{modifier.name} {key.name}"

    @action
    def press_any_button(self) -> str:
        button = self.random.choice(self.user.usable(QAbstractButton))
        name = button.objectName() or button.text() or button.toolTip()
        self.user.click(button)
        return name

    @action
    def click_anywhere(self) -> str:
        place = self.user.spot(self.window)
        widget = self.window.childAt(place)
        what = self.random.choice(("wheel", "menu", "click", "click"))
        name = "nothing" if widget is None else f"{type(widget).__name__} {widget.objectName()}"
        if what == "wheel":
            self.user.turn_wheel(widget or self.window, self.random.choice((-3, -1, 1, 3)))
        else:
            right, left = Qt.MouseButton.RightButton, Qt.MouseButton.LeftButton
            self.user.click(self.window, place, right if what == "menu" else left)
        return f"{what} at {place.x()}, {place.y()}: {name}"

    @action
    def write_anything(self) -> str:
        text = self.random.choice(("x", "42", " ", "<i>", "ä\u202e", "a b c"))
        self.user.write(text)
        return repr(text)

    @action
    def wait_a_moment(self) -> str:
        return wait(self)

    @action
    def close_and_restart(self) -> str:
        if self.random.random() < 0.8:  # it costs more than all others
            return "not now"
        self.window.close()
        return "close"


def wait(monkey: MonkeyMachine) -> str:
    """Wait for up to 60 ms."""
    milliseconds = monkey.random.choice((1, 1, 5, 20, 60))
    process_events(milliseconds)
    return f"{milliseconds} ms"


def answer(monkey: MonkeyMachine) -> str:
    """Answer the dialog in front, or use the menu that is open."""
    popup, random = QApplication.activePopupWidget(), monkey.random
    buttons = [] if popup is not None else monkey.user.usable(QAbstractButton)
    if buttons and random.random() < 0.6:
        button = random.choice(buttons)
        text = button.text()
        monkey.user.click(button)
        return text
    menu_keys = (Key.Key_Down, Key.Key_Down, Key.Key_Return, Key.Key_Escape)
    key = random.choice(
        menu_keys if popup is not None else (Key.Key_Escape, Key.Key_Return, Key.Key_Tab, Key.Key_Space)
    )
    monkey.user.press(key)
    return key.name


def close_dialog(monkey: MonkeyMachine) -> str:
    """Close the dialog in front by its frame."""
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        return "none"
    dialog.close()
    return dialog.objectName() or type(dialog).__name__


def click_beside_dialog(monkey: MonkeyMachine) -> str:
    """Click on the window behind the dialog."""
    monkey.user.click(monkey.window, QPoint(monkey.window.width() // 2, monkey.window.height() // 3))
    return "on the window"


def _entries(menu: QMenu) -> list[QAction]:
    """The enabled entries of a menu and of its submenus, without Quit."""
    entries: list[QAction] = []
    for entry in menu.actions():
        if isinstance(entry.menu(), QMenu):
            entries += _entries(entry.menu())
        elif entry.isEnabled() and not entry.isSeparator() and entry.objectName() != "quit_action":
            entries.append(entry)
    return entries


def _image(monkey: MonkeyMachine) -> QMimeData:
    random = monkey.random
    image = QImage(random.randint(1, 300), random.randint(1, 300), QImage.Format.Format_ARGB32)
    image.fill(random.randrange(2**32))
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def _text(monkey: MonkeyMachine) -> QMimeData:
    mime = QMimeData()
    texts = ("", "some words", _WEB_PICTURE, "data:image/png;base64,iVBORw0KGgo=", "/nowhere/a.png")
    mime.setText(monkey.random.choice(texts))
    return mime


def _page(monkey: MonkeyMachine) -> QMimeData:
    mime = QMimeData()
    mime.setHtml(f"<p><img src='{_WEB_PICTURE}'><img src='data:image/png,xx'>" * monkey.random.randint(1, 3))
    return mime


def _address(monkey: MonkeyMachine) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(monkey.random.choice((_WEB_PICTURE, "ftp://127.0.0.1/a.png", "http://", "file:///")))])
    return mime


def _broken_png(monkey: MonkeyMachine) -> QMimeData:
    mime = QMimeData()
    mime.setData("image/png", monkey.random.randbytes(monkey.random.randrange(50)))
    return mime


_CLIPBOARD: dict[str, Callable[[MonkeyMachine], QMimeData]] = {
    "an image": _image,
    "a text": _text,
    "a page": _page,
    "an address": _address,
    "a broken PNG": _broken_png,
    "nothing": lambda monkey: QMimeData(),
    "files": lambda monkey: drops.files(*monkey.random.sample(monkey.user.files.photos, 2)),
}
