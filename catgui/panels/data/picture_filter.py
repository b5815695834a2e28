"""The filter for the pictures of the data, and the legend of their classes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from catgui.style.text_size import scaled
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import row_of
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.pictures.picture_delegate import paint_class_mark
from engine.text import counted

_SHOWN_PARTS = {"Training and test": ("train", "test"), "Training": ("train",), "Test": ("test",)}
_MAX_FILTER_CHARS = 24


class PictureFilter(QWidget):
    """A menu of the parts and classes to show, the marks of the classes, and the number of the pictures that pass.

    Signals: `changed()`, the user has chosen another part or class.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = QPushButton()
        self._button.setProperty("role", "compact")
        self._button.setObjectName("filter_button")

        self._menu = QMenu(self)
        self._parts, self._classes = QActionGroup(self), QActionGroup(self)
        for text, parts in _SHOWN_PARTS.items():
            self._add(self._parts, text, parts)
        self._menu.addSeparator()
        self._button.setMenu(self._menu)
        self._menu.triggered.connect(self._on_triggered)
        self._legend = ClassLegend()
        # It takes what room the others leave.
        self._count = ElidedLabel(role="muted")
        self._count.setObjectName("shown_count")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row_of(self._button, self._legend, (self._count, 1), spacing=8).on(self)

    def _add(self, group: QActionGroup, text: str, data: object) -> None:
        action = QAction(escape_caption(text), self._menu)
        self._menu.addAction(action)
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
        """Offer the two `classes`, and choose both, without a signal."""
        self._legend.show_classes(classes)
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
        self._count.show_text(counted(count, "picture", "pictures"), f"{count:,}")

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


_SIDE, _MAX_NAME_CHARS = 10, 12
_TIPS = {1: "A round mark means {name}", 0: "A square mark means {name}"}


class ClassLegend(QWidget):
    """Shows the mark of each class with its name: ● cat ■ non-cat."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = {of: ElidedLabel(role="muted", max_chars=_MAX_NAME_CHARS) for of in (1, 0)}
        for of, name in self._names.items():
            name.setObjectName(f"legend_{of}")
        self._marks = {of: _Mark(of) for of in self._names}
        entries = [row_of(self._marks[of], name, spacing=4).widget() for of, name in self._names.items()]
        row_of(*entries, spacing=8).on(self)

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Name the classes 0 and 1."""
        for of, label in self._names.items():
            label.show_text(classes[of])
            tip = _TIPS[of].format(name=classes[of])
            set_tooltip(label, tip)
            self._marks[of].setAccessibleName(tip)


class _Mark(QWidget):
    def __init__(self, of: int) -> None:
        super().__init__()
        set_role(self, Role.Graphic)
        self._of = of
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_SIDE), scaled(_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_class_mark(painter, QRectF(self.rect()), self._of, self.palette())
