"""The area to drop photos on."""

import os

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from catgui.inputs.mime import extract_sources
from catgui.inputs.sources import BytesSource, PathSource
from catgui.widgets.photos.drop_area import DropArea
from tests.support.drops import drag, drop, files
from tests.support.picture_files import picture_bytes


@pytest.fixture
def area(qtbot):
    area = DropArea(QWidget(), "Drop photos here.")
    qtbot.addWidget(area)
    area.resize(300, 120)
    area.show()
    return area


def test_an_empty_area_has_a_hint(area):
    words = area.findChild(QLabel)
    assert words.isVisible()
    assert words.text() == "Drop photos here."
    area.show_content(True)
    assert not words.isVisible()


def test_a_drop_emits_its_sources(area, qtbot):
    with qtbot.waitSignal(area.dropped) as dropped:
        drop(area, files("/a/cat.jpg", "/a/folder"))
    assert extract_sources(dropped.args[0]) == [PathSource("/a/cat.jpg"), PathSource("/a/folder")]


def test_the_picture_itself_can_be_dropped(area, qtbot):
    mime = QMimeData()
    mime.setData("image/png", picture_bytes())
    with qtbot.waitSignal(area.dropped) as dropped:
        drop(area, mime)
    assert extract_sources(dropped.args[0]) == [BytesSource("picture", picture_bytes())]


def test_files_are_never_moved(area):
    everything = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction | Qt.DropAction.LinkAction
    assert drop(area, files("/a/cat.jpg"), everything) is Qt.DropAction.CopyAction
    assert drop(area, files("/a/cat.jpg"), Qt.DropAction.LinkAction) is Qt.DropAction.LinkAction
    assert drop(area, files("/a/cat.jpg"), Qt.DropAction.MoveAction) is None


def test_other_drops_are_refused(area):
    mime = QMimeData()
    mime.setText("a sentence")
    assert not drag(area, mime)


def test_a_drag_over_it_shows_a_border(area):
    before = area.grab().toImage()
    drag(area, files("/a/cat.jpg"))
    assert area.grab().toImage() != before
    QApplication.sendEvent(area, QDragLeaveEvent())
    assert area.grab().toImage() == before


def test_a_drag_accesses_no_disk_and_leaves_data_and_models_to_the_window(area, monkeypatch, tmp_path):
    def fail(*_):
        raise AssertionError

    for name in ("scandir", "stat", "listdir"):
        monkeypatch.setattr(os, name, fail)
    assert drag(area, files(tmp_path))
    assert not drag(area, files(tmp_path / "train.h5"))
    assert not drag(area, files("/a/cat.jpg", "/a/model.npz"))
