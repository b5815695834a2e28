"""The window and its user: mouse, keyboard, drops and file dialogs as the window system delivers them.

What a dialog blocks stays blocked. All random choices come from `random`, which the machine seeds at each step.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from catgui.app import build_window
from catgui.models.workspace import do_nothing
from catgui.profile.store import ProfileStore
from catgui.services.settings import read_settings
from tests.monkey.files import SampleFiles
from tests.support import drops

Key, Modifier = Qt.Key, Qt.KeyboardModifier
# No action but one that a menu blocks takes as long, in milliseconds.
_MENU_TIMEOUT = 1000


def process_events(milliseconds: int = 0) -> None:
    """Deliver all events, those of the next `milliseconds` too, and delete what `deleteLater` has left."""
    if milliseconds:
        QTest.qWait(milliseconds)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


class User:
    """Uses one window after the other in `folder`. Attributes: `window`, None between two; `files`; `random`."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.files = SampleFiles(folder)
        self.random = Random(0)
        self._profile = folder / "profile.sqlite"
        patch.setattr(QFileDialog, "getOpenFileName", self._choose_file)
        patch.setattr(QFileDialog, "getOpenFileNames", self._choose_files)
        patch.setattr(QFileDialog, "getSaveFileName", self._choose_target)
        patch.setattr(QFileDialog, "getExistingDirectory", self._choose_folder)
        self.open_window()

    def open_window(self) -> None:
        """Start the program with the settings and the session that the last window has saved."""
        store = ProfileStore(self._profile)
        self.window = build_window(settings=read_settings(store))
        self.window.document.opened.connect(self._note_document)
        self.window.show()
        self.window.activateWindow()
        self.window.keeper.begin(store)
        self.window.runs.load()
        self.window.files.session.reopen(do_nothing)
        process_events()

    def _note_document(self) -> None:
        if self.window.document.path is not None:
            self.files.documents.add(self.window.document.path)

    def close_window(self) -> bool:
        """Close the window, and the dialogs in front of it; whether it has closed."""
        for _ in range(200):
            dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if dialog is None:
                self.window.close()
            else:
                dialog.close()
            process_events(5)  # what is being saved is saved first
            if not self.window.isVisible() and QApplication.activeModalWidget() is None:
                return True
        return False

    def delete_window(self) -> None:
        """Delete a window that has closed."""
        self.window.deleteLater()
        self.window = None
        process_events()

    def keep_focus(self) -> None:
        """Give the focus to the front window if the widget that had it has gone, as a window manager does."""
        for holder in (QApplication.activeWindow(), QApplication.focusWidget()):
            if holder is None or not holder.isVisible():
                front = QApplication.activeModalWidget() or self.window
                front.activateWindow()
                front.setFocus()
                process_events()

    def find(self, kind: type, name: str):
        """The widget or action of the window with this object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {kind.__name__} named {name}"
        return found

    def usable(self, kind: type = QWidget) -> list:
        """The widgets that can be used now: those of the front dialog, if there is one."""
        front = QApplication.activeModalWidget() or self.window
        return [widget for widget in front.findChildren(kind) if widget.isVisible() and widget.isEnabled()]

    def focus(self, widget: QWidget) -> None:
        """Give a widget the focus, as pressing Tab does, if it can be used."""
        if widget.isVisible() and widget.isEnabled():
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    def spot(self, widget: QWidget) -> QPoint:
        """A random point within a widget."""
        return QPoint(self.random.randrange(max(1, widget.width())), self.random.randrange(max(1, widget.height())))

    def click(self, widget: QWidget, at: QPoint | None = None, button=Qt.MouseButton.LeftButton) -> None:
        """Click on a widget, in its middle if no point is given."""
        self._use_mouse(widget, at, lambda window, place: QTest.mouseClick(window, button, Modifier.NoModifier, place))

    def double_click(self, widget: QWidget, at: QPoint) -> None:
        """Double-click on a widget."""
        left = Qt.MouseButton.LeftButton
        self._use_mouse(widget, at, lambda window, place: QTest.mouseDClick(window, left, Modifier.NoModifier, place))

    def move_mouse(self, widget: QWidget, at: QPoint) -> None:
        """Move the mouse over a widget."""
        self._use_mouse(widget, at, QTest.mouseMove)

    def _use_mouse(self, widget: QWidget, at: QPoint | None, gesture) -> None:
        window = widget.window().windowHandle()
        place = widget.mapTo(widget.window(), widget.rect().center() if at is None else at)
        # What a window does not reach cannot be clicked.
        if window is not None and QRect(QPoint(), window.size()).contains(place):
            gesture(window, place)

    def turn_wheel(self, widget: QWidget, steps: int) -> None:
        """Turn the wheel over a widget."""
        middle = QPointF(widget.rect().center())
        none = (Qt.MouseButton.NoButton, Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        event = QWheelEvent(middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120 * steps), *none)
        QApplication.sendEvent(widget, event)

    def press(self, key: Key, modifier: Modifier = Modifier.NoModifier) -> None:
        """Press a key in the window that has the focus."""
        window = QGuiApplication.focusWindow()
        if window is not None:
            QTest.keyClick(window, key, modifier)

    def write(self, text: str) -> None:
        """Type a text, or paste it if it is long or has letters that this keyboard lacks."""
        widget = QApplication.focusWidget()
        if widget is None:
            return
        if text.isascii() and text.isprintable() and len(text) < 40:
            QTest.keyClicks(widget, text)
        else:
            QGuiApplication.clipboard().setText(text)
            self.press(Key.Key_V, Modifier.ControlModifier)

    def drop(self, widget: QWidget, paths: list[Path]) -> str:
        """Drop files on a widget; what was done, in words."""
        blocked = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        taken = blocked is None and drops.drop(widget, drops.files(*paths), Qt.DropAction.CopyAction) is not None
        return f"drop {[path.name for path in paths]}: {'accepted' if taken else 'refused'}"

    def _choose_files(self, _parent=None, title="", *_) -> tuple[list[str], str]:
        _let_the_window_live()
        files = self.files
        photos = [[path] for path in files.photos + files.bad_photos]
        choices = {"data": files.data * 3 + files.bad_data, "model": [[path] for path in files.models * 3]}
        choices["model"] += [[path] for path in files.bad_models]
        wanted = next((kind for word, kind in choices.items() if word in title), photos)
        answers = [wanted] * 6 + [[[]], *choices.values(), photos]
        return [str(path) for path in self.random.choice(self.random.choice(answers))], ""

    def _choose_file(self, *words) -> tuple[str, str]:
        names, kind = self._choose_files(*words)
        return (names[0] if names else ""), kind

    def _choose_target(self, _parent=None, _title="", suggestion="", *_) -> tuple[str, str]:
        _let_the_window_live()
        cancels = self.random.random() < 0.2
        return ("" if cancels else str(self.files.target(self.random, suggestion))), ""

    def _choose_folder(self, *_) -> str:
        return str(self.random.choice(self.files.folders))


def _let_the_window_live() -> None:
    # Without deferred deletes: behind a dialog that a click has opened, Qt keeps the clicked widget.
    QApplication.processEvents()


@contextmanager
def menus_closed() -> Iterator[None]:
    """Close each menu that blocks for more than a second, as that of a scroll bar does within the click."""
    timer = QTimer(interval=_MENU_TIMEOUT)
    timer.timeout.connect(_close_menu)
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def _close_menu() -> None:
    menu = QApplication.activePopupWidget()
    if menu is not None:
        menu.close()
