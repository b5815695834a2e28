"""Lists of which more is listed than seen: presses and keys act on what the user sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from catgui.widgets.basic.commands import find_command

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView as _Base
else:
    _Base = object  # beside a class of Qt, a base must be none itself

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
# From the corner of the view into what lies there.
_INSET = QPoint(16, 16)
_NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate


class VisibleSelectionMixin(_Base):
    """Mixin of an item view: keys act on no selection that is out of sight."""

    @property
    def has_chosen(self) -> bool:
        """Whether the current item is selected."""
        return self.currentIndex().isValid() and self.selectionModel().isSelected(self.currentIndex())

    @property
    def shows_selected(self) -> bool:
        """Whether the current item is selected and on the screen, so that the user sees what a key acts on."""
        # A list in a tab behind another is visible to Qt, but nothing of it is to be painted.
        seen = self.viewport().visibleRegion()
        return self.has_chosen and seen.intersects(self.visualRect(self.currentIndex()))

    @property
    def hides_selected(self) -> bool:
        """Whether the current item is selected, but out of sight."""
        return self.has_chosen and not self.shows_selected

    def event(self, event: QEvent) -> bool:
        """Claim the keys of commands while the selected item is out of sight: they would act on what nobody sees."""
        if event.type() == QEvent.Type.ShortcutOverride and self.hides_selected:
            assert isinstance(event, QKeyEvent)
            if find_command(self.actions(), event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll to the selected item instead of acting on it unseen; leave the keys of disabled commands to the panel.

        Qt would look for an item that begins with the letter.
        """
        if not find_command(self.actions(), event):
            super().keyPressEvent(event)
        elif self.hides_selected:
            self.scrollTo(self.currentIndex())
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make the first visible item current if there is no current one; by Tab, select it, for the keys.

        Not for a press, which makes what is under the pointer current.
        """
        if not self.currentIndex().isValid():
            if event.reason() is Qt.FocusReason.MouseFocusReason:
                self.viewport().update()  # Qt would make the first item current
                return
            self.selectionModel().setCurrentIndex(self.first_seen(), _NO_UPDATE)
        super().focusInEvent(event)
        if event.reason() in _BY_TAB:
            self.choose_current()

    def first_seen(self) -> QModelIndex:
        """The first item that is seen."""
        return self.indexAt(_INSET)

    def choose_current(self) -> None:
        """Select the current item if none is selected."""
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectionModel().select(self.currentIndex(), self.selectionCommand(self.currentIndex()))

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, first: int, last: int) -> None:  # noqa: N802  Qt's name
        """Select nothing else for what goes, as Qt would: keys would act on what nobody chose."""
        if first <= self.currentIndex().row() <= last:
            neighbor = last + 1 if last + 1 < self.model().rowCount() else first - 1
            self.selectionModel().setCurrentIndex(self.model().index(neighbor, 0), _NO_UPDATE)
        super().rowsAboutToBeRemoved(parent, first, last)
