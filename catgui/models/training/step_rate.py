"""How many steps a second training takes, as it is shown."""

from __future__ import annotations

import time


class StepRate:
    """Steps a second over the last moments, and when it is time to show them again."""

    _WINDOW = 0.25

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, done: int) -> None:
        """Begin to count anew, after so many steps."""
        self.per_second = 0.0
        self._done = done
        self._since = time.monotonic()

    def update(self, done: int) -> bool:
        """Whether a moment has passed since it was last due; if so, `per_second` is new."""
        elapsed = time.monotonic() - self._since
        if elapsed < self._WINDOW:
            return False
        self.per_second = (done - self._done) / elapsed
        self._done, self._since = done, time.monotonic()
        return True
