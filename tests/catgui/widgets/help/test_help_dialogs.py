"""The list of shortcuts."""

from PySide6.QtWidgets import QTreeWidget

from catgui.help.panels import PANEL_HELP
from catgui.widgets.help.help_dialogs import ShortcutsDialog


def test_no_text_of_a_panel_is_too_long_for_its_column(qtbot):
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    dialog.show_groups({name: [(what, key) for key, what in help_.keys] for name, help_ in PANEL_HELP.items()})
    dialog.show()
    tree = dialog.findChild(QTreeWidget, "shortcuts_list")
    room = tree.columnWidth(0) - tree.indentation() - 8  # and margins
    texts = [what for help_ in PANEL_HELP.values() for _, what in help_.keys]
    assert [text for text in texts if tree.fontMetrics().horizontalAdvance(text) > room] == []
