"""How often the cat detector was right, read in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask, without_work

if TYPE_CHECKING:
    from engine.vision.detection.record import DetectorRecord


class DetectorRecordReader(QObject):
    """Reads the record of the detector that comes with the program, once it is asked for.

    Attributes: `record`, None before, and if its file cannot be read, which “Your photos” tells.

    Signals: `changed()`, there is a record.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.record: DetectorRecord | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)

    def read(self) -> None:
        """Read the record, unless that was done."""
        if self.record is None and not self._task.busy:
            self._task.submit(without_work(_read))

    def shutdown(self) -> None:
        """Wait for the thread."""
        self._task.shutdown()

    def _on_succeeded(self, record: DetectorRecord | None) -> None:
        self.record = record
        self.changed.emit()


def _read() -> DetectorRecord | None:
    from engine.vision.detection.detector import builtin_detector  # not loaded before it is used

    return builtin_detector().record
