"""A list model of the units of the first layer: their weights as pictures, and which pictures activate them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.models.pictures.picture_list import PictureListModel
from engine.analysis.inspection import Inspection


class UnitListModel(PictureListModel):
    """One row per unit of the newest inspection; none where its weights are no pictures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspection: Inspection | None = None
        self._shows_total = False

    def show_total_weights(self, total: bool) -> None:
        """Show the weights, or only their change by training, where that is known."""
        self._shows_total = bool(total)
        self.emit_all_changed()

    def show_inspection(self, inspection: Inspection | None) -> None:
        """Show the units of `inspection`; None for none."""
        if self.count() == _count(inspection):
            self._inspection = inspection
            self.emit_all_changed()
            return
        self.beginResetModel()
        self._inspection = inspection
        self.endResetModel()

    @property
    def _shown(self) -> Inspection:
        assert self._inspection is not None
        return self._inspection

    def count(self) -> int:
        """The number of units."""
        return _count(self._inspection)

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """The weights of a unit as pixels (height, width, 3)."""
        changes = self._shown.weight_changes
        weights = self._shown.weights if self._shows_total or changes is None else changes
        assert weights is not None
        pixels: NDArray[np.uint8] = weights[row]
        return pixels

    def is_correct(self, row: int) -> bool | None:
        """False for a dead unit, True for one that the selected picture activates; None otherwise."""
        if self._shown.dead[0][row]:
            return False
        return True if (self._activation(row) or 0.0) > 0 else None

    def caption_lines(self, row: int) -> tuple[str, str, str]:
        """The unit, its activation, and its number of active training pictures."""
        text = _activation_text(self._activation(row))
        if not self._shown.examples:  # a network from a file, without its data
            return f"Unit {row + 1}", text, ""
        return f"Unit {row + 1}", text, _active_count_text(self._active_count(row), self._shown.examples)

    def widest_caption_lines(self) -> tuple[str, ...]:
        """Those of the last unit, of an inactive one, and of one that all but one picture activate."""
        if not self.count():
            return ()
        count = _active_count_text(self._shown.examples - 1, self._shown.examples)
        return *self.caption_lines(self.count() - 1), _activation_text(100.0), _activation_text(0.0), count

    def description(self, row: int) -> str:
        """The same as a sentence."""
        count, activation = self._active_count(row), _activation_text(self._activation(row))
        active = f"active on {count:,} of {self._shown.examples:,} training pictures"
        facts = [active if count else "dead, active on no training picture"] if self._shown.examples else []
        if activation:
            facts.append(f"on the selected picture {activation}")
        return f"Unit {row + 1}: {'; '.join(facts)}" if facts else f"Unit {row + 1}"

    def _active_count(self, row: int) -> int:
        return int(self._shown.active_counts[0][row])

    def _activation(self, row: int) -> float | None:
        """The activation of a unit by the selected picture; None if none is selected."""
        return None if self._shown.activations is None else float(self._shown.activations[0][row])


def _count(inspection: Inspection | None) -> int:
    return 0 if inspection is None or inspection.weights is None else len(inspection.weights)


def _activation_text(activation: float | None) -> str:
    return "" if activation is None else f"active: {activation:.2f}" if activation > 0 else "inactive"


def _active_count_text(count: int, examples: int) -> str:
    return f"active on {count:,} of {examples:,}" if count else "dead"
