"""The list of all keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from catgui.widgets.help.help_dialog import HelpDialog

# Pairs of what a key does and the key.
Shortcuts = Sequence[tuple[str, str]]


class ShortcutsDialog(HelpDialog):
    """Shows groups of shortcuts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shortcuts_dialog", "Keyboard shortcuts", parent)
        self._tree = QTreeWidget()
        self._tree.setObjectName("shortcuts_list")
        self._tree.setAccessibleName("Keyboard shortcuts")
        self._tree.setHeaderLabels(["What it does", "Key"])
        self._tree.setRootIsDecorated(False)
        self._tree.setItemsExpandable(False)
        self._tree.header().setStretchLastSection(False)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        content = QVBoxLayout()
        content.addWidget(self._tree)
        self.lay_out(content, 700, 560)

    def show_groups(self, groups: Mapping[str, Shortcuts]) -> None:
        """Show `groups` by their headings."""
        self._tree.clear()
        for heading, shortcuts in groups.items():
            group = QTreeWidgetItem(self._tree, [heading])
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            group.setFirstColumnSpanned(True)
            group.setData(1, Qt.ItemDataRole.AccessibleTextRole, heading)  # screen readers get to this cell too
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for shortcut in shortcuts:
                QTreeWidgetItem(group, list(shortcut))
        self._tree.expandAll()
        self._tree.setCurrentIndex(self._tree.model().index(0, 0, self._tree.model().index(0, 0)))
