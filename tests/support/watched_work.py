"""Work that tests look at, and cancel."""

from engine.errors import CancelledError
from engine.progress import Work


class WatchedWork(Work):
    """Keeps the `reports`, and ends the work by that number `cancelled_at`."""

    def __init__(self, cancelled_at=None):
        super().__init__(self._keep)
        self.reports, self._cancelled_at = [], cancelled_at

    def _keep(self, *amounts):
        self.reports.append(amounts)
        if len(self.reports) == self._cancelled_at:
            raise CancelledError
