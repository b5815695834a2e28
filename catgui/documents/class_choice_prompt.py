"""The question which of several kinds of pictures is to be recognized."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from catgui.models.data_reading import ClassChoice
from catgui.models.workspace import Workspace

_QUEUED_ONCE = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)


class ClassChoicePrompt(QObject):
    """Asks when `workspace` needs a choice, and passes the answer on.

    Signals: `photos_requested(object)`, paths whose pictures are to be classified instead.
    """

    photos_requested = Signal(object)

    def __init__(self, window: QWidget, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        workspace.choice_needed.connect(self._ask)

    def _ask(self, choice: ClassChoice) -> None:
        other = QApplication.activeModalWidget()
        if isinstance(other, QDialog):
            # What was read in the background may arrive while another dialog is open.
            other.finished.connect(partial(self._ask_later, choice), _QUEUED_ONCE)
            return
        from catgui.widgets.data.kind_dialog import KindDialog  # not needed at start-up

        dialog = KindDialog(choice.kinds, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(partial(self._workspace.choose_class, choice))
        dialog.photos_requested.connect(partial(self._request_photos, choice))
        dialog.rejected.connect(self._workspace.decline_choice)
        dialog.open()

    def _ask_later(self, choice: ClassChoice, _result: int) -> None:
        self._ask(choice)

    def _request_photos(self, choice: ClassChoice) -> None:
        self.photos_requested.emit(choice.location)
