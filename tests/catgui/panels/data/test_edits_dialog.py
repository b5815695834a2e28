"""The list of the edits of the data."""

import ast
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QListWidget

import catgui
from catgui.models.edits.data_editor import DataEditor
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.data.edits_dialog import EditsDialog
from catgui.style.tooltips import unescape_tooltip
from engine.data.edits import AddedPicture


def test_long_texts_are_wrapped(qtbot, dataset):
    workspace = Workspace()
    workspace.set_dataset(dataset)
    editor = DataEditor(workspace, UndoStack())
    file = f"home/{'a very long name ' * 6}.jpeg"
    editor.add([(AddedPicture(np.zeros((8, 8, 3), np.uint8), file), 0)], "train")
    dialog = EditsDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show_edits()
    dialog.show()
    listed = dialog.findChild(QListWidget, "edits_list")
    assert listed.visualItemRect(listed.item(0)).width() <= listed.viewport().width()
    assert listed.horizontalScrollBar().maximum() == 0
    text = f"Added picture 0 ({file}): added to training as {dataset.classes[0]}"
    assert unescape_tooltip(listed.item(0).toolTip()) == text


def test_no_list_of_items_is_cleared():
    """Items that Python has made and Qt destroys crashed at a later `clear()`, once in about twenty openings."""
    for path in Path(catgui.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "QListWidget" in source or "QTreeWidget" in source:
            calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
            assert not [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "clear"], path
