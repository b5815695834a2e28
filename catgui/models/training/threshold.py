"""Moving the decision threshold of a session, with undo."""

from __future__ import annotations

from PySide6.QtGui import QUndoCommand, QUndoStack

from catgui.models.training.session import TrainingSession
from engine.analysis.evaluation import THRESHOLD

_MOVE = 2  # settings merge with settings only


class ThresholdEditor:
    """Sets the threshold of `session` by commands on `undo_stack`; successive moves are one command."""

    def __init__(self, session: TrainingSession, undo_stack: QUndoStack) -> None:
        self._session = session
        self._undo_stack = undo_stack

    def move(self, threshold: float) -> None:
        """Predict class 1 above another probability."""
        self._push(threshold, "move of the threshold", _MOVE)

    def reset(self) -> None:
        """Predict the more probable class again."""
        self._push(THRESHOLD, "reset of the threshold", -1)

    def _push(self, threshold: float, text: str, merges_as: int) -> None:
        if threshold != self._session.threshold:
            self._undo_stack.push(_ChangeThreshold(self._session, threshold, text, merges_as))


class _ChangeThreshold(QUndoCommand):
    """Replaces the threshold; merges with later changes of the same id, unless that is -1."""

    def __init__(self, session: TrainingSession, threshold: float, text: str, merges_as: int) -> None:
        super().__init__(text)
        self._session = session
        self._before, self._after = session.threshold, threshold
        self._merges_as = merges_as

    def redo(self) -> None:
        """Set the new threshold."""
        self._session.set_threshold(self._after)

    def undo(self) -> None:
        """Set the old threshold."""
        self._session.set_threshold(self._before)

    def id(self) -> int:
        """The same number for all commands that merge."""
        return self._merges_as

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over a later move."""
        if not isinstance(other, _ChangeThreshold):
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True
