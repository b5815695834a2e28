"""The list of the edits of the data."""

import ast
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QListWidget

import catgui
from catgui.style.tooltips import unescape_tooltip
from catgui.widgets.data.edits_bar import EditsDialog


def test_long_texts_are_wrapped(qtbot):
    dialog = EditsDialog()
    qtbot.addWidget(dialog)
    text = f"Added picture 1 (home/{'a very long name ' * 6}.jpeg): added to the training part as non-cat"
    dialog.show_edits("Edited: 1 added", [(np.zeros((8, 8, 3), np.uint8), text)])
    dialog.show()
    listed = dialog.findChild(QListWidget, "edits_list")
    assert listed.visualItemRect(listed.item(0)).width() <= listed.viewport().width()
    assert listed.horizontalScrollBar().maximum() == 0
    assert unescape_tooltip(listed.item(0).toolTip()) == text


def test_no_list_of_items_is_cleared():
    """Items that Python has made and Qt destroys crashed at a later `clear()`, once in about twenty openings."""
    for path in Path(catgui.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "QListWidget" in source or "QTreeWidget" in source:
            calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
            assert not [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "clear"], path
