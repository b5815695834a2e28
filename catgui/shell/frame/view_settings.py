"""The settings of a window's view, from one start to the next."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtWidgets import QMainWindow

from catgui.domain.photo_order import PhotoOrder
from catgui.panels.photos_panel import PhotosPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.services.settings import Settings
from catgui.shell.docking.docks import Docks
from catgui.shell.frame.geometry import restore_geometry, save_geometry


class ViewSettings:
    """Stores and restores geometry, layout, speed, the scale of the costs, and the size and order of the photos."""

    def __init__(
        self, settings: Settings, window: QMainWindow, docks: Docks, training: TrainingPanel, photos: PhotosPanel
    ) -> None:
        self._settings = settings
        self._window = window
        self._docks = docks
        self._training = training
        self._photos = photos

    def restore(self) -> None:
        """Show the view as it was stored, before the window is shown."""
        settings = self._settings
        restore_geometry(self._window, settings)
        if settings.layout is not None:
            self._docks.resume_layout(settings.layout_name)
        self._training.speed.set_position(settings.speed)
        self._training.log_scale.setChecked(settings.log_scale)
        if settings.photo_size >= 0:
            self._photos.cards.set_size(settings.photo_size)
        with suppress(ValueError):  # that of another version
            self._photos.shown.set_order(PhotoOrder(settings.photo_order))

    def store(self) -> None:
        """Write the view to the settings, as the window closes."""
        settings = self._settings
        self._docks.leave_fill()
        save_geometry(self._window, settings)
        settings.layout_name = self._docks.layout_name
        settings.speed = self._training.speed.position
        settings.log_scale = self._training.plot.logarithmic
        settings.photo_size = self._photos.cards.size_index
        settings.photo_order = self._photos.shown.order.value
        settings.sync()
