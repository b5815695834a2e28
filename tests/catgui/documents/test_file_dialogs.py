"""What is chosen in the system's dialogs."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from catgui.documents.file_dialogs import FileDialogs


@pytest.fixture
def dialogs(qtbot, settings):
    window = QWidget()
    qtbot.addWidget(window)
    return FileDialogs(window, settings)


def test_paths_are_written_as_the_system_does_and_not_as_qt_does(dialogs, settings, monkeypatch, tmp_path):
    # Else one file would stand in the list of recent ones twice.
    file = tmp_path / "a.h5"
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([file.as_posix()], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: tmp_path.as_posix())
    assert dialogs.files_to_open("Open") == [str(file)]
    assert dialogs.folder_to_open("Open") == str(tmp_path)
    assert settings.open_folder == str(tmp_path.parent)
