"""Which pictures of the data are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QWidget,
)

from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import row_of
from engine.text import counted

_SHOWN_PARTS = {"Training and test": ("train", "test"), "Training": ("train",), "Test": ("test",)}
_MAX_FILTER_CHARS = 24


class PictureFilter(QWidget):
    """A menu of the parts and classes to show, and the number of the pictures that pass.

    Signals: `changed()`, the user has chosen another part or class.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = QPushButton()
        self._button.setProperty("role", "compact")
        self._button.setObjectName("filter_button")
        set_tooltip(self._button, "Which pictures the grid shows")
        self._menu = QMenu(self)
        self._parts, self._classes = QActionGroup(self), QActionGroup(self)
        for text, parts in _SHOWN_PARTS.items():
            self._add(self._parts, text, parts)
        self._menu.addSeparator()
        self._button.setMenu(self._menu)
        self._menu.triggered.connect(self._on_triggered)
        self._count = label(role="muted")
        row_of(self._button, ..., self._count).on(self)

    def _add(self, group: QActionGroup, text: str, data: object) -> None:
        action = self._menu.addAction(escape_caption(text))
        action.setCheckable(True)
        action.setData(data)
        group.addAction(action)
        if len(group.actions()) == 1:
            action.setChecked(True)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are shown."""
        return tuple(self._parts.checkedAction().data())

    @property
    def label(self) -> int | None:
        """The class that is shown; None for both."""
        label: int | None = self._classes.checkedAction().data() if self._classes.actions() else None
        return label

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Offer these classes, and choose both, without a signal."""
        for action in self._classes.actions():
            self._classes.removeAction(action)
            self._menu.removeAction(action)
            action.deleteLater()
        self._add(self._classes, "Both classes", None)
        for number, name in enumerate(classes):
            self._add(self._classes, f"{name} only", number)
        self._name()

    def show_count(self, count: int) -> None:
        """Show how many pictures pass."""
        self._count.setText(counted(count, "picture", "pictures"))

    def _on_triggered(self) -> None:
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        """Name on the button what is shown."""
        groups = self._parts.actions(), self._classes.actions()
        texts = [action.text() for actions in groups for action in actions[1:] if action.isChecked()]
        text = f"Show: {', '.join(texts)}" if texts else "Show: all"
        metrics = self._button.fontMetrics()
        longest = _MAX_FILTER_CHARS * metrics.averageCharWidth()
        self._button.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, longest))
        self._button.setAccessibleName(text.replace("&&", "&"))
