"""The list of the edits of the data."""

import numpy as np
from PySide6.QtWidgets import QListWidget

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
