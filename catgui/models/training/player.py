"""Playing a run like a film: its networks one after another, in even strides."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunNow, TrainingSession

_SECONDS = 10  # that a whole run takes
# Frames a second, at least, if the computer is as fast; at most twice as many.
_RATE = 30


def stride_of(length: int) -> int:
    """The iterations from one frame to the next: an even number, since networks zigzag by one step."""
    return 2 * max(1, int(length / _SECONDS / _RATE / 2))


class RunPlayer(QObject):
    """Plays the run of `playback` from the iteration shown to the end, or from 0 if the end is shown.

    The next frame comes once the panels have painted the last one; on a slow computer some are left out, so that a
    whole run takes ten seconds.

    Signals: `changed()`, `is_playing` or `can_play` may be different.
    """

    changed = Signal()

    def __init__(self, playback: RunPlayback, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback, self._session = playback, session
        self.is_playing = False
        self._target = 0
        self._begun_at = 0.0
        self._first = 0
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show_next)
        session.changed.connect(self._on_session_changed)
        playback.changed.connect(self._on_changed)

    @property
    def can_play(self) -> bool:
        """Whether there is a run to play back."""
        return self._playback.can_seek

    @property
    def is_moving(self) -> bool:
        """Whether a newer network follows the one shown at once: played, sought or watched."""
        return self.is_playing or self._playback.is_seeking or self._session.is_watched

    def toggle(self) -> None:
        """Play, or stop where the run is."""
        if self.is_playing:
            self.stop()
        else:
            self.play()

    def play(self) -> None:
        """Play the run, if it can be played back."""
        if not self.can_play or self.is_playing:
            return
        position = self._playback.position
        self.is_playing = True
        self._first = position if position < self._playback.length else 0
        self._begun_at = time.monotonic()
        self._seek(self._first)
        self.changed.emit()

    def stop(self) -> None:
        """Stay at the iteration that is shown."""
        if self.is_playing:
            self.is_playing = False
            self._next.stop()
            self.changed.emit()

    def _seek(self, iteration: int) -> None:
        self._target = iteration
        if iteration == self._playback.position and not self._playback.is_seeking:
            self._wait()
        else:
            self._playback.seek(iteration)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        """Go on once the panels have painted what they have just been told, or stop at another run."""
        if now.is_another_than(before):
            self.stop()
        elif self.is_playing and now.has_other_network(before) and not self._playback.is_seeking:
            self._wait()

    def _wait(self) -> None:
        """Show the next frame when it is due; the timer fires after all that is to be painted now."""
        due = self._begun_at + self._seconds_to(self._target + stride_of(self._playback.length))
        self._next.start(max(0, round(1000 * (due - time.monotonic()))))

    def _seconds_to(self, iteration: int) -> float:
        """When a frame is due, in seconds after the first one."""
        return (iteration - self._first) / self._playback.length * _SECONDS

    def _show_next(self) -> None:
        length = self._playback.length
        if self._playback.position != self._target or self._target >= length:
            self.stop()  # somebody else went elsewhere, or it is the end
        else:
            self._seek(self._find_next(length))

    def _find_next(self, length: int) -> int:
        """The frame of this moment, at least one stride after the last."""
        stride, passed = stride_of(length), time.monotonic() - self._begun_at
        strides = int(passed / _SECONDS * length / stride)
        return min(max(self._first + strides * stride, self._target + stride), length)

    def _on_changed(self) -> None:
        if self.is_playing and not self.can_play:
            self.stop()
        self.changed.emit()
