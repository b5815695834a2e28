"""Photos taken from drops, from the clipboard and from paths."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget

from catgui.domain.photo_texts import fetch_question
from catgui.inputs.mime import extract_sources
from catgui.inputs.sources import Source, WebSource
from catgui.widgets.basic.text_dialogs import MessageBox

_PRIVACY_NOTE = "The site will see that this computer asks for it. Nothing else leaves this computer."


class PhotoIntake(QObject):
    """Finds the sources of photos, and asks before a download.

    Signals: `found(object)`, a list of Source to add.
    """

    found = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_asking = False
        self._waiting: list[WebSource] = []

    def add_sources(self, sources: Sequence[Source]) -> None:
        """Emit `found`; with those from the web once the user agrees."""
        web = [source for source in sources if isinstance(source, WebSource)]
        here = [source for source in sources if not isinstance(source, WebSource)]
        if here:
            self.found.emit(here)
        if web:
            self._open_prompt(web)

    def ask(self, source: WebSource) -> None:
        """Emit `found` with `source` once the user agrees; after the prompt that is open, with others that wait."""
        self._waiting.append(source)
        if not self._is_asking:
            self._ask_next()

    def _ask_next(self) -> None:
        self._is_asking = bool(self._waiting)
        if self._waiting:
            self._open_prompt(self._waiting).finished.connect(self._ask_next)
            self._waiting = []

    def _open_prompt(self, web: list[WebSource]) -> _DownloadPrompt:

        prompt = _DownloadPrompt(fetch_question(web), web, self._window)
        prompt.confirmed.connect(self.found)
        prompt.open()
        return prompt

    def add_mime(self, mime: QMimeData) -> bool:
        """Add the photos in dropped or pasted data; returns whether there were any."""
        sources = extract_sources(mime)
        self.add_sources(sources)
        return bool(sources)

    def add_clipboard(self) -> bool:
        """Add the photos on the clipboard: a picture, files, or addresses; returns whether there were any."""
        # A clipboard that was never written to may have no data.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        return mime is not None and self.add_mime(mime)


class _DownloadPrompt(MessageBox):
    """Asks without blocking the window. Signals: `confirmed(object)`, the subject."""

    confirmed = Signal(object)

    def __init__(self, question: str, subject: object, parent: QWidget | None = None) -> None:
        title = "Fetch from the web?"
        super().__init__("fetch_question", title, question, _PRIVACY_NOTE, self.Icon.Question, parent)
        self._subject = subject
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fetch = self.addButton("&Fetch", self.ButtonRole.AcceptRole)
        self.setEscapeButton(self.addButton("&Cancel", self.ButtonRole.RejectRole))
        self.setDefaultButton(self._fetch)
        self.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self, button: QAbstractButton) -> None:
        if button is self._fetch:
            self.confirmed.emit(self._subject)
