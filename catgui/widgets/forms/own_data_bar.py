"""How the user's pictures became a data set: its settings to change, and what could not be read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from catgui.domain.photo_texts import FRAMINGS
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.list_dialog import ReasonsDialog
from catgui.widgets.photos.framing_switch import FramingSwitch
from engine.data.image_folder.settings import (
    AT_FIRST,
    LARGEST_SIDE,
    LARGEST_TEST_PERCENT,
    SMALLEST_SIDE,
    SMALLEST_TEST_PERCENT,
    OwnData,
)
from engine.images.photo import Framing

# The largest that a spin box can hold.
_LARGEST_SEED = 2**31 - 1


class OwnDataBar(QWidget):
    """Hidden while the data set is not made of pictures.

    Signals: `changed(object)`, the OwnDataSettings with which the user wants the data set to be made again.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_data_bar")
        self._own: OwnData | None = None
        self._wanted = AT_FIRST
        self._boxes = {
            "side": _box(SMALLEST_SIDE, LARGEST_SIDE, "Side of the pictures in pixels", " px"),
            "test_percent": _box(
                SMALLEST_TEST_PERCENT, LARGEST_TEST_PERCENT, "Share of the test part in percent", " %"
            ),
            "seed": _box(0, _LARGEST_SEED, "Seed that draws the test part"),
        }
        self._framing = FramingSwitch(FRAMINGS)
        self._faults = label(role="muted", wrap=True)
        self._faults.setObjectName("own_data_faults")
        self._reasons = QPushButton("Reasons…")
        self._reasons.setObjectName("own_data_reasons_button")
        self._reasons.setToolTip("Say of each file why it could not be read")
        self._lay_out()
        for name, box in self._boxes.items():
            box.setObjectName(f"own_data_{name}")
            box.valueChanged.connect(partial(self._on_number, name))
        self._framing.chosen.connect(self._on_framing)
        self._reasons.clicked.connect(self._show_reasons)
        self.show_own(None)

    def _lay_out(self) -> None:
        numbers = QHBoxLayout()
        numbers.setSpacing(8)
        for caption, box in zip(("Side", "Test", "Seed"), self._boxes.values(), strict=True):
            words = label(caption, role="muted")
            words.setBuddy(box)
            numbers.addWidget(words)
            numbers.addWidget(box, stretch=1)
        faults = QHBoxLayout()
        faults.setSpacing(8)
        faults.addWidget(self._faults, stretch=1)
        faults.addWidget(self._reasons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(numbers)
        layout.addWidget(self._framing)
        layout.addLayout(faults)

    def show_own(self, own: OwnData | None) -> None:
        """Show the settings of `own` and what could not be read; None where the data set is of another kind."""
        self._own = own
        self.setVisible(own is not None)
        if own is None:
            return
        self._wanted = own.settings
        for name, box in self._boxes.items():
            box.blockSignals(True)
            box.setValue(min(getattr(own.settings, name), box.maximum()))
            box.blockSignals(False)
        self._framing.show_framing(own.settings.framing)
        self._faults.setText(_faults_in_words(own))
        for widget in (self._faults, self._reasons):
            widget.setVisible(bool(own.faults))

    def _on_number(self, name: str, value: int) -> None:
        self._want(**{name: value})

    def _on_framing(self, framing: Framing) -> None:
        self._want(framing=framing)

    def _want(self, **changes: Any) -> None:
        wanted = replace(self._wanted, **changes)
        if wanted != self._wanted:
            self._wanted = wanted
            self.changed.emit(wanted)

    def _show_reasons(self) -> None:
        if self._own is not None:
            reasons = "\n".join(f"{fault.path}: {fault.reason}" for fault in self._own.faults)
            ReasonsDialog(_faults_in_words(self._own), reasons, self).show()


def _faults_in_words(own: OwnData) -> str:
    return f"{len(own.faults):,} of {own.files:,} files could not be read"


def _box(least: int, most: int, name: str, unit: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setSuffix(unit)
    # A number is taken when it is whole: half of one would be read for nothing.
    box.setKeyboardTracking(False)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setMinimumWidth(56)
    return box
