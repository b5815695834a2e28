"""The menus whose entries keep a choice."""

from collections import defaultdict

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from catgui.models.photos.detections import PhotoDetections
from catgui.models.photos.rows import PhotoListModel
from catgui.shell.menus import Menus


@pytest.fixture
def detections(qapp):
    return PhotoDetections(PhotoListModel())


def entry_for(detections, settings, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    Menus(window, defaultdict(lambda: lambda: None)).add_detector(detections, settings)
    return window, window.findChild(QAction, "detector_action")


def test_the_cat_detector_is_switched_off_in_view_and_stays_so(detections, settings, qtbot):
    _window, entry = entry_for(detections, settings, qtbot)
    assert entry.isChecked()
    assert detections.enabled
    entry.trigger()
    assert not detections.enabled
    again = PhotoDetections(detections._photos)
    _window, entry = entry_for(again, settings, qtbot)
    assert not entry.isChecked()
    assert not again.enabled
    entry.trigger()
    assert again.enabled
    assert settings.shows_detector
