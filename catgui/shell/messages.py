"""What the window says above the settings, and how long it stands there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, SignalInstance

from catgui.models.training.session import TrainingSession
from catgui.widgets.basic.message_bar import Answer, MessageBar


class Messages(QObject):
    """Says one thing at a time, until the next run begins.

    While a setting is dragged, one run follows the other and each may have the same to say. So that the settings keep
    their place under the pointer, what is said when such a run begins stays until it ends with nothing to say.

    What is said while the program starts adds up, and the first data leave it standing: nobody has read it by then.

    Attributes: `bar`, which shows it.
    """

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._of_the_run_before = False
        self._held = False
        self.bar = MessageBar()
        self.hear([session])
        session.warned.connect(self.say)
        session.run_started.connect(self._on_run_started)
        session.rested.connect(self._on_rested)

    def hear(self, models: Iterable[QObject]) -> None:
        """Say what goes wrong in models, each of which has a signal `failed(str)`."""
        for model in models:
            model.failed.connect(self.say)  # type: ignore[attr-defined]

    def hold(self, until: SignalInstance) -> None:
        """Say one thing below the other, and clear nothing away, until that signal has been answered by all others."""
        self._held = True
        until.connect(self._let_go)

    def say(self, text: str, *answers: Answer) -> None:
        """Say `text` in place of what was said before, with a button for each answer."""
        self._of_the_run_before = False
        if self._held and not self.bar.isHidden():
            text = self.bar.text if text in self.bar.text else f"{self.bar.text}\n{text}"
        self.bar.say(text, *answers)

    def clear(self) -> None:
        """Say nothing any more."""
        if not self._held:
            self._of_the_run_before = False
            self.bar.hide()

    def _let_go(self) -> None:
        self._held = False

    def _on_run_started(self) -> None:
        if self._session.redone:
            self._of_the_run_before = True
        else:
            self.clear()

    def _on_rested(self) -> None:
        if self._of_the_run_before:
            self.clear()
