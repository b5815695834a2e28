"""The progress of a run, and the accuracies of its network."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import MenuButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label


class StepRate:
    """Steps per second over a short window of time, for display."""

    _WINDOW_SECONDS = 0.25

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, done: int) -> None:
        """Measure anew from `done` steps."""
        self.per_second = 0.0
        self._done = done
        self._since = time.monotonic()

    def update(self, done: int) -> bool:
        """Whether a window of time has passed and `per_second` is new."""
        elapsed = time.monotonic() - self._since
        if elapsed < self._WINDOW_SECONDS:
            return False
        self.per_second = (done - self._done) / elapsed
        self._done, self._since = done, time.monotonic()
        return True


class RunStatus(QWidget):
    """A progress bar over a line of text and accuracies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName("Iterations done")
        self._status = ElidedLabel(role="muted")
        self._status.setObjectName("training_status")
        self._accuracies = {part: label("–", role="figure") for part in ("train", "test")}
        self._export = MenuButton("export", "Export", "Save the plot, the costs, a report or a program")
        self._export.setObjectName("export_run")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._status, stretch=1)
        for part, caption in (("train", "Accuracy training"), ("test", "test")):
            self._accuracies[part].setObjectName(f"{part}_accuracy")
            line.addWidget(label(caption, role="muted"))
            line.addWidget(self._accuracies[part])
        line.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._progress)
        layout.addLayout(line)

    def set_export_menu(self, menu: QMenu) -> None:
        """Set the menu that the export button opens."""
        self._export.setMenu(menu)

    def start_run(self, iterations: int, can_export: bool) -> None:
        """Reset the bar for a run; `can_export` enables the export."""
        self._export.setEnabled(can_export)
        self._progress.setRange(0, iterations)
        self._progress.setValue(0)

    @property
    def iterations(self) -> int:
        """The iterations of the run."""
        return self._progress.maximum()

    def show_done(self, done: int) -> None:
        """Show that `done` iterations are done."""
        self._progress.setValue(done)

    def show_text(self, text: str, shorter: str = "") -> None:
        """Show `text`, or `shorter` (if any) where space is short."""
        self._status.show_text(text, shorter)

    def show_accuracies(self, train: float | None, test: float | None) -> None:
        """Show the accuracy on each part; None if it is not known."""
        for part, accuracy in (("train", train), ("test", test)):
            self._accuracies[part].setText("–" if accuracy is None else f"{accuracy:.1%}")
