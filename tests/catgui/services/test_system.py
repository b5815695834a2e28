"""Files and folders are opened by the system's programs."""

from pathlib import Path

from PySide6.QtGui import QDesktopServices

from catgui.services.system import open_outside


def test_what_is_there_is_opened_and_what_cannot_be_is_named(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not opened.append(Path(url.toLocalFile())))
    assert open_outside(tmp_path) == ""
    assert open_outside(tmp_path / "gone") == f"{tmp_path / 'gone'} could not be opened."
    assert opened == [tmp_path]

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    assert open_outside(tmp_path) == f"{tmp_path} could not be opened."
