"""Moving the decision threshold of a session, with undo."""

from __future__ import annotations

from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoCommand, UndoStack
from engine.analysis.evaluation import THRESHOLD


class ThresholdEditor:
    """Sets the threshold of `session` by commands on `undo_stack`; successive moves are one command."""

    def __init__(self, session: TrainingSession, undo_stack: UndoStack) -> None:
        self._session = session
        self._undo_stack = undo_stack

    def move(self, threshold: float) -> None:
        """Predict class 1 above another probability."""
        self._push(threshold, merges=True)

    def reset(self) -> None:
        """Predict the more probable class again."""
        self._push(THRESHOLD, merges=False)

    def _push(self, threshold: float, merges: bool) -> None:
        if threshold != self._session.now.threshold:
            self._undo_stack.push(_ChangeThreshold(self._session, threshold, merges))


class _ChangeThreshold(UndoCommand):
    """Replaces the threshold; `merges` with a later change that merges too."""

    def __init__(self, session: TrainingSession, threshold: float, merges: bool) -> None:
        super().__init__("move of the threshold")
        self._session = session
        self._before, self._after = session.now.threshold, threshold
        self._merges = merges

    def redo(self) -> None:
        self._session.set_threshold(self._after)

    def undo(self) -> None:
        self._session.set_threshold(self._before)

    def merge(self, later: UndoCommand) -> bool:
        if not (isinstance(later, _ChangeThreshold) and self._merges and later._merges):
            return False
        self._after = later._after
        self.obsolete = self._after == self._before
        return True
