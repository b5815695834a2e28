"""The title of the window."""

from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from catgui.models.documents.model_document import ModelDocument
from catgui.models.training.session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.shell.title import WindowTitle
from tests.support.small_data import make_dataset


def test_the_title_names_the_file_and_the_data_once_there_are_any(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    workspace, document = Workspace(window), ModelDocument(TrainingSession(window), window)
    WindowTitle(window, workspace, document)
    assert window.windowTitle() == "Catgui[*]"

    dataset = make_dataset(name="pictures")
    workspace.set_dataset(dataset)
    assert window.windowTitle() == f"{dataset.name}[*] – Catgui"

    document.path = Path("folder/cats[*].npz")
    document.changed.emit()
    assert window.windowTitle() == f"cats[*][*].npz – {dataset.name}[*] – Catgui"
