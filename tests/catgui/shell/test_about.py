"""The About dialog: versions, privacy, and where the cat detector comes from."""

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget

from catgui.services.versions import NOT_INSTALLED, versions
from catgui.shell.about import PRIVACY, show_about
from engine.errors import ModelFileError
from engine.vision.detection import detector


@pytest.fixture
def about(qtbot):
    def text():
        parent = QWidget()
        qtbot.addWidget(parent)
        show_about(parent)
        return parent.findChild(QMessageBox).informativeText()

    return text


def test_it_says_what_the_detector_has_learned_from_and_how_often_it_was_right(about):
    text = about()
    assert versions() in text
    assert NOT_INSTALLED not in text
    assert PRIVACY in text
    for words in ("CIFAR-10", "ImageNet", "no license is stated", "None of these pictures is in the program"):
        assert words in text
    assert detector.builtin_detector().record.sentence() in text


def test_it_opens_without_a_detector(about, monkeypatch):
    def missing():
        raise ModelFileError("cat.npz", "there is no such file")

    monkeypatch.setattr(detector, "builtin_detector", missing)
    text = about()
    assert "CIFAR-10" in text
    assert "was right" not in text
