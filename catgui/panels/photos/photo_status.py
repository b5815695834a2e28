"""The line under the photos, with notes and progress."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from catgui.domain import photo_texts
from catgui.domain.photo_notes import Note, PhotoFacts, note_on
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import row_of


class PhotoStatus(QWidget):
    """Shows one text or progress at a time, with at most one button.

    Attributes: `buttons`, by what they offer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.show_text("")

    def show_text(self, text: str) -> None:
        """Show `text` until there is something else to say."""
        self._show(Note(text), None)

    def show_facts(self, facts: PhotoFacts) -> None:
        """Show the note and the progress of reading."""
        self._show(note_on(facts), facts.progress)

    def _show(self, note: Note, progress: tuple[int, int] | None) -> None:
        self._text.show_text(note.text)
        if progress is not None:
            done, total = progress
            self._progress.setRange(0, total)
            self._progress.setValue(done)
            self._progress.setAccessibleName(note.text)
        # Hiding and showing it again would cause a layout with every photo.
        self._progress.setVisible(progress is not None)
        for name, button in self.buttons.items():
            button.setVisible(name == note.offer)

    def sizeHint(self) -> QSize:
        """The size, of the same height with and without a button."""
        for button in self.buttons.values():
            button.ensurePolished()  # one that was never shown has no style yet
        highest = max(button.sizeHint().height() for button in self.buttons.values())
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), highest))
