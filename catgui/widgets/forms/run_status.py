"""How far a run is, as a bar and in words, and how good its network is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label


class RunStatus(QWidget):
    """A bar, and under it a line with the accuracies at its end.

    Signals: `export_requested()`, the user wants the plot or the costs as a file.
    """

    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName("Iterations done")
        self._status = ElidedLabel(role="muted")
        self._status.setObjectName("training_status")
        self._accuracies = {part: label("–", role="figure") for part in ("train", "test")}
        self._export = IconToolButton("export", "Export the plot, the costs, a report or a program (Ctrl+E)")
        self._export.setObjectName("export_run")
        self._export.clicked.connect(self.export_requested)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._status, stretch=1)
        for part, words in (("train", "Accuracy training"), ("test", "test")):
            self._accuracies[part].setObjectName(f"{part}_accuracy")
            line.addWidget(label(words, role="muted"))
            line.addWidget(self._accuracies[part])
        line.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._progress)
        layout.addLayout(line)

    def begin(self, iterations: int, can_export: bool) -> None:
        """A run of so many iterations begins, or is to begin and has nothing to export yet."""
        self._export.setEnabled(can_export)
        self._progress.setRange(0, iterations)
        self._progress.setValue(0)

    @property
    def iterations(self) -> int:
        """The iterations of the run."""
        return self._progress.maximum()

    def show_done(self, done: int) -> None:
        """So many iterations are done."""
        self._progress.setValue(done)

    def show_text(self, text: str, shorter: str = "") -> None:
        """Say `text`; where there is no room for it, `shorter` if it is given."""
        self._status.show_text(text, shorter)

    def show_accuracies(self, train: float | None, test: float | None) -> None:
        """Show the accuracy on each part; None where it is not known."""
        for part, accuracy in (("train", train), ("test", test)):
            self._accuracies[part].setText("–" if accuracy is None else f"{accuracy:.1%}")
