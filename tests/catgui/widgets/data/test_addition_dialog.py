"""The dialog for the class and the part that pictures are added to."""

from PySide6.QtWidgets import QListWidget

from catgui.widgets.data.addition_dialog import AdditionDialog


def test_all_classes_and_parts_are_in_view(qtbot):
    dialog = AdditionDialog(("non-cat", "cat"))
    qtbot.addWidget(dialog)
    dialog.show()
    targets = dialog.findChild(QListWidget, "addition_targets")
    assert targets.count() == 4
    assert targets.verticalScrollBar().maximum() == 0
