"""The About dialog: versions, privacy, and where the cat detector comes from."""

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from catgui.desktop.system import NOT_INSTALLED, versions
from catgui.shell.program_files import PRIVACY, show_about
from engine.errors import ModelFileError
from engine.system.user_dirs import filters_path
from engine.vision import detection


@pytest.fixture
def about(qtbot):
    def text():
        parent = QWidget()
        qtbot.addWidget(parent)
        show_about(parent)
        return "\n".join(label.text() for label in parent.findChildren(QLabel))

    return text


def test_about_says_what_the_detector_has_learned_from_and_its_accuracy(about):
    text = about()
    assert versions() in text
    assert NOT_INSTALLED not in text
    assert PRIVACY in text
    for words in ("CIFAR-10", "40,993 photos", "None is in the program"):
        assert words in text
    assert detection.builtin_detector().record.sentence() in text


def test_about_opens_without_a_detector(about, monkeypatch):
    def missing():
        raise ModelFileError("cat.npz", "there is no such file")

    monkeypatch.setattr(detection, "builtin_detector", missing)
    text = about()
    assert "CIFAR-10" in text
    assert "was right" not in text


def test_about_says_what_the_filters_were_learned_from(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    show_about(parent)
    text = parent.findChild(QPlainTextEdit).toPlainText()

    assert text == filters_path().with_name("NOTICE.md").read_text(encoding="utf-8")
    for words in (
        "CIFAR-10",
        "no license",
        "research and teaching",
        "General Public License",
        "no legal advice",
        "CC0",
    ):
        assert words in text
