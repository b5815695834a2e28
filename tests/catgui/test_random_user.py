"""A random user of the real window: clicks, keys, drops, files and restarts, the same for each seed.

`CATGUI_SEEDS="5 6"` names other seeds, `CATGUI_ACTIONS` how many actions each has. What was done is printed.
"""

import logging
import os
from random import Random

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)

from catgui.app import build_window
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import do_nothing
from catgui.profile.settings import Settings
from catgui.profile.store import ProfileStore
from engine.nn.examples import Examples
from engine.saved_model.file import save_model
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support import drops
from tests.support.models import plain_model
from tests.support.picture_files import make_class_folders
from tests.support.small_data import make_dataset, save_pair

SEEDS = os.environ.get("CATGUI_SEEDS", "1 2 3 4").split()
ACTIONS = int(os.environ.get("CATGUI_ACTIONS", "150"))

_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_KEYS = [Qt.Key(code) for code in (*b"012BM", Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape)]
_KEYS += [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete]
_CONTROL_KEYS = [Qt.Key(code) for code in b"AACEKMOSVZZZ"]
_TEXTS = ("1", "7", "60", "0.01", "5, 3", "none", "0", "-1", "1e308", "9" * 500, "", "abc", "<b>\u202e")
_SIZES = ((1280, 800), (1024, 700), (640, 480), (1920, 1080), (1, 1))
# A menu that a click has opened blocks until it is closed; no other action takes as long, in milliseconds.
_MENU_TIMEOUT = 1000
_NOT_FOR_USERS = ("Traceback", "not foreseen", "unexpected")


def process_events(milliseconds=0):
    """Deliver all events, those of the next `milliseconds` too, and delete what `deleteLater` has left."""
    if milliseconds:
        QTest.qWait(milliseconds)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def _write(folder, contents):
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def _trained_model(side):
    dataset = make_dataset(side=side, train=8, test=4)
    config = TrainingConfig(hidden_layers=(4,), iterations=20)
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), config)
    costs = np.array([step.cost for step in trainer])
    return plain_model(trainer.parameters, dataset.classes, dataset.picture_shape, config, costs, dataset.name)


class Files:
    """Good and bad files to open and to drop, as lists of paths that are opened together; `saved` is written to."""

    def __init__(self, folder):
        self._folder, self.saved = folder / "files", folder / "saved"
        self._folder.mkdir()
        self.saved.mkdir()
        self.choices = [*self._make_photos(), *self._make_data(), *self._make_models()]
        self._originals = self._read_all()

    def _make_photos(self):
        folder = self._folder / "photos"
        folder.mkdir()
        kinds = (("a.png", "RGBA", (60, 40)), ("b.jpg", "RGB", (300, 200)), ("ü\u202e.gif", "P", (9, 9)))
        for name, mode, size in kinds:
            Image.new(mode, size, 7).save(folder / name)
        good = sorted(folder.iterdir())
        bad = _write(self._folder / "bad", {"cut.jpg": good[1].read_bytes()[:400], "page.png": b"<html>", "n.png": b""})
        return [good, good, good[:1], bad, [*good, *bad], [folder], [folder / "missing.png"]]

    def _make_data(self):
        pairs = []
        sets = (make_dataset(), make_dataset(side=16, train=40), make_dataset(train=1, test=1))
        for number, dataset in enumerate(sets):
            pairs.append([place := self._folder / f"set {number}"])
            place.mkdir()
            save_pair(place, dataset)
        classes = make_class_folders(self._folder / "classes", {"cat": 3, "non-cat": 3})
        cut = _write(self._folder / "cut", {"train.h5": (pairs[0][0] / "train.h5").read_bytes()[:2000]})
        return [*pairs, [classes], cut]

    def _make_models(self):
        folder = self._folder / "models"
        folder.mkdir()
        for side in (8, 64):
            save_model(folder / f"{side}.npz", _trained_model(side))
        cut = _write(self._folder / "cut models", {"cut.npz": (folder / "8.npz").read_bytes()[:900]})
        return [[folder / "8.npz"], [folder / "64.npz"], cut]

    def _read_all(self):
        return {path: path.read_bytes() for path in self._folder.rglob("*") if path.is_file()}

    def check(self):
        """No original is changed, and no file was left unfinished."""
        assert self._read_all() == self._originals
        assert not list(self.saved.glob("*.part"))


class User:
    """Uses one window after the other; all choices come from `random`."""

    def __init__(self, folder, seed, monkeypatch):
        self.random, self.files = Random(seed), Files(folder)
        self._profile = folder / "catgui.sqlite"
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (self._choose_names(), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (self._choose_names()[0], ""))
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: self._choose_names()[0])
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._choose_target)
        self.open_window()

    def open_window(self):
        """Start the program with what the last window has kept."""
        store = ProfileStore(self._profile)
        self.window = build_window(make_dataset(), Settings(self._profile.with_name("settings.ini")))
        self.window.show()
        self.window.activateWindow()
        self.window.keeper.begin(store)
        self.window.runs.load()
        self.window.files.session.reopen(do_nothing)
        process_events()

    def close_window(self):
        """Close the window and the dialogs in front of it, and delete it."""
        for _ in range(200):
            (QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window).close()
            process_events(5)  # what is being saved is saved first
            if not self.window.isVisible() and QApplication.activeModalWidget() is None:
                break
        assert not self.window.isVisible(), "the window does not close"
        self.window.deleteLater()
        process_events()

    def act(self):
        """Do something at random, also in the dialog or menu in front; returns what was done."""
        action = self.random.choice(_ACTIONS)
        done = f"{action.__name__}: {action(self)}"
        process_events()
        if not self.window.isVisible():  # an action has closed it, at once or once all was saved
            self.close_window()
            self.open_window()
        elif QApplication.focusWidget() is None or not QApplication.focusWidget().isVisible():
            front = QApplication.activeModalWidget() or self.window  # as a window manager does
            front.activateWindow()
            front.setFocus()
            process_events()
        return done

    def _usable(self, kind):
        front = QApplication.activeModalWidget() or self.window
        return [widget for widget in front.findChildren(kind) if widget.isVisible() and widget.isEnabled()]

    def _choose_names(self):
        return [str(path) for path in self.random.choice(self.files.choices)]

    def _choose_target(self, *words):
        name = str(words[2]).rpartition("/")[2] if len(words) > 2 else "x"
        folder = self.files.saved if self.random.random() < 0.8 else self.files.saved / "missing"
        return ("" if self.random.random() < 0.2 else str(folder / f"{self.random.randrange(3)} {name}")), ""

    def _click(self, widget, at=None, button=Qt.MouseButton.LeftButton):
        handle = widget.window().windowHandle()
        place = widget.mapTo(widget.window(), widget.rect().center() if at is None else at)
        if handle is not None and QRect(QPoint(), handle.size()).contains(place):  # else no mouse reaches it
            QTest.mouseClick(handle, button, Qt.KeyboardModifier.NoModifier, place)

    def _spot(self, widget):
        return QPoint(self.random.randrange(max(1, widget.width())), self.random.randrange(max(1, widget.height())))

    def _press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        if QGuiApplication.focusWindow() is not None:
            QTest.keyClick(QGuiApplication.focusWindow(), key, modifier)

    def press_button(self):
        """Press any button."""
        if not (buttons := self._usable(QAbstractButton)):
            return "none"
        button = self.random.choice(buttons)
        name = button.objectName() or button.text()
        self._click(button)
        return name

    def press_key(self):
        """Press a key that does something in some panel."""
        key, modifier = self.random.choice(_KEYS), self.random.choice((*[Qt.KeyboardModifier.NoModifier] * 4, _SHIFT))
        if self.random.random() < 0.3:
            key, modifier = self.random.choice(_CONTROL_KEYS), _CONTROL
        self._press(key, modifier)
        return f"{modifier.name} {key.name}"

    def click_anywhere(self):
        """Click somewhere on the window, also with the right button."""
        button = self.random.choice((Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton))
        self._click(self.window, place := self._spot(self.window), button)
        return f"{button.name} at {place.x()}, {place.y()}"

    def choose_picture(self):
        """Select a picture in any list and press a key there."""
        lists = [view for view in self._usable(QAbstractItemView) if view.model() and view.model().rowCount()]
        if not lists:
            return "none"
        view = self.random.choice(lists)
        name = view.objectName()  # before a key closes its dialog
        self._click(view.viewport(), self._spot(view.viewport()))
        self._press(key := self.random.choice(_KEYS))
        return f"{name} {key.name}"

    def choose_entry(self):
        """Choose from any menu, box or tab bar."""
        widgets = [*self._usable(QComboBox), *self._usable(QTabBar), *self.window.menuBar().actions()]
        widget = self.random.choice(widgets)
        if isinstance(widget, QAction):
            widget.menu().aboutToShow.emit()
            entry = self.random.choice(_entries(widget.menu()))
            text = entry.text()
            entry.trigger()
            return text
        name = widget.objectName()
        widget.setFocus()
        self._press(key := self.random.choice((Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Left)))
        return f"{key.name} in {name}"

    def fill_field(self):
        """Type into any field."""
        if not (fields := self._usable(QLineEdit)):
            return "none"
        field, text = self.random.choice(fields), self.random.choice(_TEXTS)
        name = field.objectName()
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QGuiApplication.clipboard().setText(text)
        self._press(Qt.Key.Key_A, _CONTROL)
        self._press(Qt.Key.Key_V, _CONTROL)
        self._press(Qt.Key.Key_Return)
        return f"{text[:20]!r} into {name}"

    def drop_files(self):
        """Drop files anywhere."""
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return "not now"
        names, target = self._choose_names(), self.random.choice([self.window, *self._usable(QWidget)])
        place = target.objectName()
        drops.drop(target, drops.files(*names), Qt.DropAction.CopyAction)
        return f"{names} on {place}"

    def paste_image(self):
        """Paste a picture."""
        image = QImage(self.random.randint(1, 300), self.random.randint(1, 300), QImage.Format.Format_ARGB32)
        image.fill(self.random.randrange(2**32))
        QGuiApplication.clipboard().setImage(image)
        self._press(Qt.Key.Key_V, _CONTROL)
        return f"{image.width()} x {image.height()}"

    def train(self):
        """Train, unless a run is under way."""
        self.window.controls.train()
        return "or not"

    def wait(self):
        """Wait for a moment, or until a run may have ended."""
        process_events(time := self.random.choice((5, 20, 60, 300)))
        return f"{time} ms"

    def resize(self):
        """Give the window another size."""
        self.window.resize(*self.random.choice(_SIZES))
        return f"to {self.window.width()} x {self.window.height()}"

    def restart(self):
        """Close the window, seldom: this takes longer than all else."""
        return "not now" if self.random.random() < 0.8 else str(self.window.close())


_ACTIONS = [User.press_button] * 3 + [User.press_key] * 3 + [User.choose_picture] * 3 + [User.choose_entry] * 3
_ACTIONS += [User.click_anywhere, User.fill_field, User.drop_files, User.drop_files, User.paste_image, User.train]
_ACTIONS += [User.train, User.wait, User.wait, User.resize, User.restart]


def _entries(menu):
    """The enabled entries of a menu and of its submenus."""
    entries = []
    for entry in menu.actions():
        if isinstance(entry.menu(), QMenu):
            entries += _entries(entry.menu())
        elif entry.isEnabled() and not entry.isSeparator():
            entries.append(entry)
    return entries or menu.actions()


def check(window):
    """What must hold between any two actions."""
    now = window.session.now
    assert len(now.costs) <= (0 if now.run is None else now.run.iterations)
    if now.snapshot is not None and now.is_inactive:
        accuracy = now.snapshot.test.accuracy
        shown = window.findChild(QLabel, "results_test_accuracy").text()
        assert shown == ("–" if accuracy is None else f"{accuracy:.1%}")
    undo = next(one for one in window.findChildren(QAction) if one.shortcut() == QKeySequence.StandardKey.Undo)
    command = window.findChild(UndoStack).next_undo
    assert undo.isEnabled() is (command is not None)
    focus = QApplication.focusWidget()
    assert focus is None or (focus.isVisible() and focus.isEnabled()), f"the focus is in {focus}"
    assert not any(words in label.text() for label in window.findChildren(QLabel) for words in _NOT_FOR_USERS)


@pytest.fixture
def closed_menus(qapp):
    """Closes each menu that is open for a second."""
    timer = QTimer(interval=_MENU_TIMEOUT)
    timer.timeout.connect(lambda: QApplication.activePopupWidget() and QApplication.activePopupWidget().close())
    timer.start()
    yield
    timer.stop()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_window_survives_a_random_user(seed, qtbot, closed_menus, tmp_path, monkeypatch, caplog):
    user = User(tmp_path, seed, monkeypatch)
    for _ in range(ACTIONS):
        print(user.act())
        check(user.window)
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    user.close_window()
    user.files.check()
    QGuiApplication.clipboard().clear()
