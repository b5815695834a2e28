"""A window from which the files of the arguments can be dragged, as from a file manager, until they are dropped."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class DragSource(QLabel):
    """A place to drag files from; the program ends with status 0 if they were taken."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__("Files", windowTitle="Source of a drag")
        self._files = files

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Drag the files until they are dropped, and end."""
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(file.resolve())) for file in self._files])
        drag = QDrag(self)
        drag.setMimeData(content)
        QApplication.exit(int(drag.exec(Qt.DropAction.CopyAction) is Qt.DropAction.IgnoreAction))


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    source = DragSource([Path(name) for name in sys.argv[1:]])
    # Above all others, also without a window manager.
    source.setWindowFlags(Qt.WindowType.BypassWindowManagerHint | Qt.WindowType.WindowStaysOnTopHint)
    source.setGeometry(1160, 700, 80, 40)
    source.show()
    sys.exit(application.exec())
