"""The overview of a data set: its name, its figures and its class balance."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from catgui.domain.edits.texts import PART_NAMES
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.balance_bar import BalanceBar
from engine.data.dataset import Dataset, balance, overview


class ClassBalance(QFormLayout):
    """The class balance of both parts, in words and as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setVerticalSpacing(4)
        self._bars = {part: (label(role="muted"), BalanceBar()) for part in PART_NAMES}
        for part, (caption, bar) in self._bars.items():
            self.addRow(caption)
            self.addRow(bar)
            caption.setObjectName(f"{part}_balance")

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the balance of `dataset`."""
        counts = overview(dataset).counts
        for part, (caption, bar) in self._bars.items():
            text = f"{PART_NAMES[part]}: {balance(counts[part])}"
            caption.setText(text)
            bar.show_counts(dataset.parts[part].class_counts(), text)


class DataFacts(QWidget):
    """The numbers of pictures, their size, and the shapes of the notebook's arrays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label(role="muted", wrap=True, selectable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the figures of `dataset`."""
        facts = overview(dataset)
        height, width = facts.picture_shape
        shapes = [f"{array} {shape}" for array, shape in facts.shapes.items()]
        self._text.setText(
            f"{facts.train_examples:,} training and {facts.test_examples:,} test pictures, {height} x {width} px\n"
            f"{'   '.join(shapes[:2])}\n{'   '.join(shapes[2:])}"
        )
