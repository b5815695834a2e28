"""Remembering which data sets were opened."""

from PySide6.QtCore import QSettings

from catgui.documents.recent_data import RecentData
from catgui.models.workspace import Workspace
from catgui.services.settings import Settings
from tests.support.small_data import make_dataset


def test_only_data_from_files_are_remembered(qtbot, tmp_path, monkeypatch):
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    workspace = Workspace()
    RecentData(settings, workspace)
    workspace.set_dataset(make_dataset())
    assert settings.recent == []

    monkeypatch.setattr(Workspace, "location", ["train.h5", "test.h5"])
    workspace.dataset_changed.emit()
    assert settings.recent == [["train.h5", "test.h5"]]
