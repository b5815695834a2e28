"""The list of shortcuts, and lists that live long."""

import ast
import gc
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTreeWidget

import catgui
from catgui.help.lessons import LESSONS
from catgui.help.panels import PANEL_HELP
from catgui.widgets.help.help_dialogs import LessonListDialog, ShortcutsDialog


@pytest.mark.usefixtures("any_font")
def test_no_text_of_a_panel_is_too_long_for_its_column(qtbot):
    dialog = ShortcutsDialog({name: [(what, key) for key, what in help_.keys] for name, help_ in PANEL_HELP.items()})
    qtbot.addWidget(dialog)
    dialog.show()
    tree = dialog.findChild(QTreeWidget, "shortcuts_list")
    room = tree.columnWidth(0) - tree.indentation() - 6  # and margins
    texts = [what for help_ in PANEL_HELP.values() for _, what in help_.keys]
    assert [text for text in texts if tree.fontMetrics().horizontalAdvance(text) > room] == []


@pytest.mark.slow
def test_the_list_of_lessons_lives_through_hundreds_of_openings(qtbot):
    dialog = LessonListDialog()
    qtbot.addWidget(dialog)
    rows = dialog.findChild(QListWidget).model()
    gc.collect()
    gc.freeze()  # what earlier tests have left: with it, hundreds of collections take minutes
    for opening in range(500):
        dialog.show_progress({lesson.id: (opening + row) % 4 for row, lesson in enumerate(LESSONS)}, {})
        dialog.show()
        gc.collect()
        dialog.close()
    assert [rows.index(row, 0).data().splitlines()[0] for row in range(rows.rowCount())] == [
        f"{row}. {lesson.title}" for row, lesson in enumerate(LESSONS, start=1)
    ]
    assert not [one for one in gc.get_objects() if isinstance(one, QListWidgetItem)]


def test_no_list_of_items_is_cleared():
    """Items that Python has made and Qt destroys crashed at a later `clear()`, once in about twenty openings."""
    for path in Path(catgui.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "QListWidget" in source or "QTreeWidget" in source:
            calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
            cleared = [ast.unparse(call) for call in calls if isinstance(call, ast.Attribute) and call.attr == "clear"]
            assert cleared in ([], ["self._search.clear"]), path
