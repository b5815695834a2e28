"""The settings of a data set made from picture folders."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from catgui.domain.photo_texts import FRAMINGS
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import FoldButton
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.forms.tab_switch import FramingSwitch
from engine.data.image_folder import (
    DEFAULT_FOLDER_SETTINGS,
    MAX_SIDE,
    MAX_TEST_PERCENT,
    MIN_SIDE,
    MIN_TEST_PERCENT,
    ImageFolderData,
    left_out_text,
)
from engine.images.photo import Framing

# The largest value of a spin box.
_LARGEST_SEED = 2**31 - 1
_CAPTIONS = ("Image size", "Test share", "Split seed")
_SEED_TIP = "Another seed tests other pictures"
_FOLD = "Size, split, framing"


class OwnDataBar(QWidget):
    """Fields for the recognized class, and folded, for size, test share, seed and framing; hidden without `data`.

    Signals: `changed(object)`, the ImageFolderSettings with which the user wants to build the data set again.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_data_bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._data: ImageFolderData | None = None
        self._settings = DEFAULT_FOLDER_SETTINGS
        self.hide()

    def _build(self) -> None:
        """Make the fields when the first data need them: most windows never do."""
        self._positive = QComboBox()
        self._positive.setAccessibleName("Recognized class")
        set_tooltip(self._positive, "Class 1; all others are class 0")
        self._positive.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._positive.setMinimumContentsLength(8)
        self._classes = ElidedLabel(role="muted")
        self._classes.setObjectName("own_data_classes")
        self._boxes = {
            "side": _box(MIN_SIDE, MAX_SIDE, "Height and width in pixels", " px"),
            "test_percent": _box(MIN_TEST_PERCENT, MAX_TEST_PERCENT, "Percent of test pictures", " %"),
            "seed": _box(0, _LARGEST_SEED, _SEED_TIP),
        }
        self._framing = FramingSwitch(FRAMINGS)
        self._folded = QWidget()
        self._fold = FoldButton(_FOLD, self._folded)
        self._fold.setObjectName("own_data_fold")
        self._faults = ElidedLabel(role="muted")
        self._faults.setObjectName("own_data_faults")
        self._reasons = QPushButton("Reasons…")
        self._reasons.setObjectName("own_data_reasons_button")
        self._reasons.setProperty("role", "compact")
        self._lay_out()
        self._connect()
        self._take_place_in_tab_order()

    def _connect(self) -> None:
        for name, box in self._boxes.items():
            box.setObjectName(f"own_data_{name}")
            box.valueChanged.connect(partial(self._on_number, name))
        self._positive.setObjectName("own_data_positive")
        self._positive.textActivated.connect(self._on_positive)
        self._framing.chosen.connect(self._on_framing)
        self._reasons.clicked.connect(self._show_reasons)

    def _lay_out(self) -> None:
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(8)
        numbers.setVerticalSpacing(2)
        for column, (caption, box) in enumerate(zip(_CAPTIONS, self._boxes.values(), strict=True)):
            numbers.addWidget(_caption(caption, box), 0, column)
            numbers.addWidget(box, 1, column)
            numbers.setColumnStretch(column, 1)
        column_of(numbers, self._framing, spacing=8).on(self._folded)
        column_of(
            row_of(_caption("Recognize", self._positive), (self._positive, 1), (self._classes, 1), spacing=8),
            (self._fold, Qt.AlignmentFlag.AlignLeft),
            self._folded,
            row_of((self._faults, 1), self._reasons, spacing=8),
            spacing=4,
        ).on(self)

    def _take_place_in_tab_order(self) -> None:
        """Have Tab lead through the fields from what is before the bar: Qt puts new widgets behind all others."""
        before = self.previousInFocusChain() or self
        while before is not self and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = before.previousInFocusChain() or self
        framings = self._framing.findChildren(QPushButton)
        for field in (self._positive, self._fold, *self._boxes.values(), *framings, self._reasons):
            self.setTabOrder(before, field)
            before = field

    def show_data(self, data: ImageFolderData | None) -> None:
        """Show the settings and unreadable files of `data`; None hides the bar."""
        self._data = data
        if data is None:
            self.hide()
            return
        if self.layout() is None:
            self._build()
        self._settings = data.settings
        for name, box in self._boxes.items():
            box.blockSignals(True)
            box.setValue(min(getattr(data.settings, name), box.maximum()))
            box.blockSignals(False)
        self._positive.clear()
        self._positive.addItems(data.kinds)
        zero, one = data.dataset.classes
        self._positive.setCurrentText(one)
        self._classes.show_text(f"others: {zero}")
        self._framing.show_framing(data.settings.framing)
        self._faults.show_text(_describe_faults(data))
        for widget in (self._faults, self._reasons):
            widget.setVisible(bool(data.faults or data.left_out))
        self.show()

    def _on_positive(self, name: str) -> None:
        if self._data is not None and name != self._data.dataset.classes[1]:
            self._request(positive=name)

    def _on_number(self, name: str, value: int) -> None:
        self._request(**{name: value})

    def _on_framing(self, framing: Framing) -> None:
        self._request(framing=framing)

    def _request(self, **changes: Any) -> None:
        requested = replace(self._settings, **changes)
        if requested != self._settings:
            self._settings = requested
            self.changed.emit(requested)

    def _show_reasons(self) -> None:
        if self._data is not None:
            from catgui.widgets.basic.text_dialogs import UnreadFilesDialog  # not needed before

            reasons = "\n".join(f"{fault.path}: {fault.reason}" for fault in (*self._data.left_out, *self._data.faults))
            UnreadFilesDialog(_describe_faults(self._data), reasons, self).show()


def _describe_faults(data: ImageFolderData) -> str:
    files = f"Not read: {len(data.faults):,} of {data.file_count:,} files" if data.faults else ""
    return ". ".join(filter(None, (left_out_text(data.left_out), files)))


def _caption(text: str, field: QWidget) -> QLabel:
    caption = label(text, role="muted")
    caption.setBuddy(field)
    set_tooltip(caption, field.accessibleDescription())
    return caption


def _box(minimum: int, maximum: int, name: str, unit: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(minimum, maximum)
    box.setSuffix(unit)
    # Emit a number when it is complete: each value rebuilds the data set.
    box.setKeyboardTracking(False)
    box.setAccessibleName(name)
    set_tooltip(box, name)
    keep_scaled(box.setMinimumWidth, 56)
    return box
