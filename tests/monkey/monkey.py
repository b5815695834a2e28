"""The one who uses the window: opens it, does one thing after the other, answers file dialogs, and closes it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from catgui.app import build_window
from catgui.services.settings import Settings
from tests.monkey.hands import let_events_happen
from tests.monkey.larder import Larder

Thing = TypeVar("Thing", bound=QObject)
_ASKING = ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory")


class Monkey:
    """Attributes: `window`; `random`, from which all that is done now follows; `larder`, the files there are."""

    def __init__(self, folder: Path) -> None:
        self.larder = Larder(folder)
        self.random = Random()
        self._store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.open_window()

    def open_window(self) -> None:
        """Start the program, with the settings that it has left."""
        self.window = build_window(settings=Settings(self._store))
        self.window.show()
        self.window.activateWindow()
        let_events_happen()

    def stay_in_front(self) -> None:
        """As a window system does: where what had the keyboard has gone, the window in front has it."""
        for holder in (QApplication.activeWindow(), QApplication.focusWidget()):
            if holder is None or not holder.isVisible():
                front = QApplication.activeModalWidget() or self.window
                front.activateWindow()
                front.setFocus()
                let_events_happen()

    def forget_window(self) -> None:
        """Let go of a window that was closed, and of all that hangs on it."""
        self.window.deleteLater()
        del self.window
        let_events_happen()

    def leave(self) -> None:
        """End the threads of the window, if there still is one: something went wrong."""
        if hasattr(self, "window") and self.close_window():
            self.forget_window()

    def find(self, kind: type[Thing], name: str) -> Thing:
        """A widget of the window by its name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {kind.__name__} named {name}"
        return found

    def seen(self, kind: type[Thing] = QWidget) -> list[Thing]:  # type: ignore[assignment]
        """The widgets of a kind that can be used now: those of the dialog that is in front, if there is one."""
        front = QApplication.activeModalWidget() or self.window
        return [widget for widget in front.findChildren(kind) if widget.isVisible() and widget.isEnabled()]

    def give_keyboard(self, widget: QWidget) -> None:
        """Have the keyboard at a widget, as by many a Tab, if it can be seen and used."""
        if widget.isVisible() and widget.isEnabled():
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    def spot(self, widget: QWidget) -> QPoint:
        """Some place within a widget."""
        return QPoint(self.random.randrange(max(1, widget.width())), self.random.randrange(max(1, widget.height())))

    def close_window(self) -> bool:
        """Close the window and give up what is not saved; whether it is closed."""
        for _ in range(200):
            front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if front is None:
                self.window.close()
            elif isinstance(front, QMessageBox) and front.button(QMessageBox.StandardButton.Discard) is not None:
                front.button(QMessageBox.StandardButton.Discard).click()
            else:
                front.close()
            # What is being written is written first.
            let_events_happen(5)
            if not self.window.isVisible() and QApplication.activeModalWidget() is None:
                return True
        return False


class FileDialogs:
    """Answers in the place of the dialogs that ask for files, while `with` lasts; the window lives on behind them."""

    def __init__(self, monkey: Monkey) -> None:
        self._monkey = monkey

    def __enter__(self) -> FileDialogs:
        self._before = {name: getattr(QFileDialog, name) for name in _ASKING}
        QFileDialog.getOpenFileName = self._open_one  # type: ignore[method-assign]
        QFileDialog.getOpenFileNames = self._open_some  # type: ignore[method-assign]
        QFileDialog.getSaveFileName = self._save  # type: ignore[method-assign]
        QFileDialog.getExistingDirectory = self._folder  # type: ignore[method-assign]
        return self

    def __exit__(self, *exception: object) -> None:
        for name, asking in self._before.items():
            setattr(QFileDialog, name, asking)

    def _open_some(self, _parent: QWidget | None = None, title: str = "", *_: object) -> tuple[list[str], str]:
        _live_on()
        random, larder = self._monkey.random, self._monkey.larder
        one = [[path] for path in larder.photos + larder.bad_photos]
        choices = {"data": larder.data * 3 + larder.bad_data, "model": [[path] for path in larder.models * 3]}
        choices["model"] += [[path] for path in larder.bad_models]
        wanted = next((files for word, files in choices.items() if word in title), one)
        answers = [wanted] * 6 + [[[]], *choices.values(), one]
        return [str(path) for path in random.choice(random.choice(answers))], ""

    def _open_one(self, *words: object) -> tuple[str, str]:
        names, kind = self._open_some(*words)  # type: ignore[arg-type]
        return (names[0] if names else ""), kind

    def _save(self, _parent: QWidget | None = None, _title: str = "", place: str = "", *_: object) -> tuple[str, str]:
        _live_on()
        random = self._monkey.random
        return ("", "") if random.random() < 0.2 else (str(self._monkey.larder.place_to_save(random, place)), "")

    def _folder(self, *_: object) -> str:
        return str(self._monkey.random.choice(self._monkey.larder.folders))


def _live_on() -> None:
    # Not what is to be deleted: behind a dialog that is asked for in a click, Qt keeps what was clicked until later.
    QApplication.processEvents()
