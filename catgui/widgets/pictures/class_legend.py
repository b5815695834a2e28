"""The legend of the marks on pictures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.layouts import row_of
from catgui.widgets.pictures.marks import paint_class_mark

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
        self._of = of
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_SIDE), scaled(_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_class_mark(painter, QRectF(self.rect()), self._of, self.palette())
