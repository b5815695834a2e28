"""The glossary: a list of terms with a search field, and the explanation of one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from catgui.help.glossary import GLOSSARY, Term, find_term
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.help.help_dialog import HelpDialog

_LIST_WIDTH = 220
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class GlossaryDialog(HelpDialog):
    """Shows the terms whose name, other words or explanation contain what is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("glossary_dialog", "Glossary", parent)
        self._search = QLineEdit()
        self._search.setObjectName("glossary_search")
        self._search.setAccessibleName("Search the glossary")
        set_tooltip(self._search, "Show only terms that contain these letters; the arrow keys move in the list")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        for clear in self._search.findChildren(QAbstractButton):
            clear.setAccessibleName("Clear the search")
        self._search.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName("glossary_list")
        self._list.setAccessibleName("Terms")
        self._name = label(role="title", wrap=True)
        self._name.setObjectName("glossary_term")
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("glossary_text")
        self._words = label(role="muted", wrap=True)
        self._build()
        self._search.textChanged.connect(self._show_matches)
        self._list.currentItemChanged.connect(self._show_current)
        self._show_matches("")

    def _build(self) -> None:
        terms = QVBoxLayout()
        terms.setSpacing(8)
        terms.addWidget(self._search)
        terms.addWidget(self._list, stretch=1)
        self._search.setFixedWidth(_LIST_WIDTH)
        self._list.setFixedWidth(_LIST_WIDTH)
        term = QVBoxLayout()
        term.setSpacing(8)
        for widget in (self._name, self._text, self._words):
            term.addWidget(widget)
        term.addStretch()
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addLayout(terms)
        both.addLayout(term, stretch=1)
        self.lay_out(both, 680, 440)

    def show_term(self, word: str) -> None:
        """Show the explanation of a term, or of another word for it."""
        self._search.clear()
        self._list.setCurrentItem(self._list.findItems(find_term(word).name, Qt.MatchFlag.MatchExactly)[0])
        self._search.setFocus()

    def _show_matches(self, typed: str) -> None:
        typed = typed.strip().lower()
        names_first = sorted(
            (term for term in GLOSSARY if typed in _searched(term)), key=lambda term: typed not in term.name.lower()
        )
        self._list.clear()
        for term in names_first:
            self._list.addItem(QListWidgetItem(term.name))
        if names_first:
            self._list.setCurrentRow(0)
        else:
            self._show_current(None)

    def _show_current(self, item: QListWidgetItem | None) -> None:
        term = None if item is None else find_term(item.text())
        self._name.setText(term.name if term else "")
        self._text.setText(term.text if term else "No term contains these letters.")
        self._words.setText(f"Also: {', '.join(term.aliases)}" if term and term.aliases else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the search field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            QApplication.sendEvent(self._list, event)
            return True
        return super().eventFilter(watched, event)


def _searched(term: Term) -> str:
    return " ".join((term.name, *term.aliases, term.text)).lower()
