"""The line under the photos, with news and progress."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from catgui.domain import photo_texts
from catgui.domain.photo_entry import PhotoState
from catgui.domain.prediction_texts import NO_NETWORK, OPEN_DATA
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import row_of

# Shorter work shows no progress.
_PROGRESS_DELAY_MS = 500


class PhotoStatus(QWidget):
    """The progress of reading, else the news, else what a network needs to predict the photos; hidden without a text.

    Attributes: `buttons`, by what they offer, of which at most one is shown.
    """

    def __init__(
        self, photos: PhotoCollection, session: TrainingSession, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)  # or it would be shown as a window of its own
        self._photos, self._session, self._workspace = photos, session, workspace
        self._delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._text = ElidedLabel(role="muted")
        self._text.setObjectName("photos_line")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        keep_scaled(self._progress.setMaximumWidth, 160)
        self.buttons = {
            "train": IconButton("train", "Train"),
            "undo": IconButton("undo", "Undo"),
            "cancel": QPushButton("Cancel"),
            "remove_unreadable": QPushButton("Remove them"),
        }
        set_tooltip(self.buttons["remove_unreadable"], photo_texts.FILES_STAY)
        for name, button in self.buttons.items():
            button.setProperty("role", "compact")  # the line is as high as its buttons, and takes room from the photos
            button.setObjectName(f"photos_{name}_button")
        row_of((self._text, 1), self._progress, *self.buttons.values(), spacing=8).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._connect()
        self._renew()

    def _connect(self) -> None:
        self._photos.busy_changed.connect(self._on_busy_changed)
        for changed in (
            self._delay.timeout,
            self._photos.progressed,
            self._photos.changed,
            self._photos.undo_stack.changed,
            self._session.changed,
            self._workspace.dataset_changed,
            self._workspace.loading_changed,
        ):
            changed.connect(self._renew)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            self._delay.start()
        else:
            self._delay.stop()
        self._renew()

    def show_text(self, text: str, offer: str = "") -> None:
        """Show `text` until there is something else to say, with the button `offer`."""
        self._text.show_text(text)
        for name, button in self.buttons.items():
            button.setVisible(name == offer)
        self._progress.setVisible(offer == "cancel")
        self.setVisible(bool(text))

    def _renew(self) -> None:
        progress = None if self._delay.isActive() else self._photos.progress
        if progress is None:
            self.show_text(*self._find_news())
            return
        done, total = progress
        text = photo_texts.progress(done, total)
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setAccessibleName(text)
        self.show_text(text, "cancel")

    def _find_news(self) -> tuple[str, str]:
        """What is to be said, and the button that it has, or ''."""
        if removed := self._photos.removed:
            return f"Removed {photo_texts.photos(removed)}.", "undo"
        if unreadable := sum(entry.state is PhotoState.FAILED for entry in self._photos):
            return photo_texts.unreadable_text(unreadable), "remove_unreadable"
        if self._session.now.network is not None or self._session.now.state is RunState.RUNNING:
            return "", ""
        if self._workspace.dataset is None:
            return self._workspace.reading_text or OPEN_DATA, ""
        return NO_NETWORK, "train"
