"""The settings of a window's view, from one start to the next."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from catgui.domain.photo_order import PhotoOrder
from catgui.panels.training_panel import TrainingPanel
from catgui.services.settings import Settings
from catgui.shell.docking.docks import Docks
from catgui.shell.frame.geometry import restore_geometry, save_geometry

if TYPE_CHECKING:
    from catgui.panels.photos_panel import PhotosPanel


class ViewSettings:
    """Stores and restores geometry, layout, speed, the scale of the costs, and the size and order of the photos."""

    def __init__(self, settings: Settings, window: QMainWindow, docks: Docks, training: TrainingPanel) -> None:
        self._settings = settings
        self._window = window
        self._docks = docks
        self._training = training
        self._photos: PhotosPanel | None = None

    def restore(self) -> None:
        """Show the view as it was stored, before the window is shown."""
        settings = self._settings
        restore_geometry(self._window, settings)
        if settings.layout is not None:
            self._docks.resume_layout(settings.layout_name)
        self._training.speed.set_position(settings.speed)
        self._training.log_scale.setChecked(settings.log_scale)

    def restore_photos(self, photos: PhotosPanel) -> None:
        """Show `photos`, whose panel is made after the window, in the size and order that were stored."""
        self._photos = photos
        if self._settings.photo_size >= 0:
            photos.cards.set_size(self._settings.photo_size)
        with suppress(ValueError):  # that of another version
            photos.shown.set_order(PhotoOrder(self._settings.photo_order))

    def store(self) -> None:
        """Write the view to the settings, as the window closes."""
        settings = self._settings
        self._docks.leave_fill()
        save_geometry(self._window, settings)
        settings.layout_name = self._docks.layout_name
        settings.speed = self._training.speed.position
        settings.log_scale = self._training.plot.logarithmic
        if self._photos is not None:
            settings.photo_size = self._photos.cards.size_index
            settings.photo_order = self._photos.shown.order.value
        settings.sync()
