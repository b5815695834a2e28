"""What is kept of the look of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QMainWindow

from catgui.documents.window_models import WindowModels
from catgui.panels.training_panel import TrainingPanel
from catgui.profile.settings import Settings
from catgui.shell.panel_area import PanelArea
from catgui.style.text_size import text_size

# A view that has changed is written at most so often, and not later: the system may end the program at any time.
_STORE_INTERVAL_MS = 3_000
_FIRST_SIZE = QSize(1280, 800)
_FRAME = QSize(16, 40)  # the usual one of a window; the real one is unknown until the window is shown


class ViewSettings(QObject):
    """Stores and restores geometry, open panels and their sizes, speed, detector and scale of the costs.

    They are stored within seconds of a change. The size of the text is only stored: it is set before there is a window.
    """

    def __init__(
        self,
        settings: Settings,
        window: QMainWindow,
        panels: PanelArea,
        training: TrainingPanel,
        models: WindowModels,
    ) -> None:
        super().__init__(window)
        self._settings, self._window = settings, window
        self._panels, self._training = panels, training
        self._controls, self._detections = models.controls, models.photos.detections
        self._stored: dict[str, object] = {}
        # What is shown has no one signal, and a signal for each pixel of a window that grows would be too many.
        self._store_timer = QTimer(self, interval=_STORE_INTERVAL_MS)
        self._store_timer.timeout.connect(self._store_changes)

    def restore(self) -> None:
        """Show the view as it was stored, before the window is shown."""
        settings = self._settings
        if settings.geometry is None:
            self._choose_size()
        else:
            self._window.restoreGeometry(settings.geometry)
        if settings.open_panels:
            self._panels.show_panels(settings.open_panels, settings.front_panels)
        self._panels.restore_splitters(settings.splitters)
        self._controls.watches = settings.watches
        self._detections.set_enabled(settings.shows_detector)
        self._training.log_scale.setChecked(settings.log_scale)
        self._store_timer.start()

    def _choose_size(self) -> None:
        window, free = self._window, self._window.screen().availableGeometry()
        window.resize(_FIRST_SIZE.boundedTo(free.size() - _FRAME))
        if window.size() != _FIRST_SIZE:
            window.move(free.topLeft())  # the system might choose a place that is partly off the screen

    def store(self) -> None:
        """Write the view to the settings, as the window closes."""
        self._store_timer.stop()
        self._panels.leave()
        self._write(self._view())

    def _store_changes(self) -> None:
        """Write the view if it has changed, except during a presentation."""
        if (
            self._window.isVisible()
            and not self._window.property("presents")
            and (view := self._view()) != self._stored
        ):
            self._write(view)

    def _view(self) -> dict[str, object]:
        """The view, by the names that the settings have for its parts."""
        return {
            "geometry": self._window.saveGeometry(),
            "open_panels": self._panels.open_panels,
            "front_panels": self._panels.front_panels,
            "splitters": self._panels.splitter_states(),
            "watches": self._controls.watches,
            "shows_detector": self._detections.enabled,
            "log_scale": self._training.log_scale.isChecked(),
            "text_size": text_size.percent,
        }

    def _write(self, view: dict[str, object]) -> None:
        for name, value in view.items():
            setattr(self._settings, name, value)
        self._stored = view
