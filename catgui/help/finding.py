"""Find: a popup of panels, commands and pages of Help, found by their words and by others that mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRegularExpression, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QApplication, QDialog, QHeaderView, QLineEdit, QMainWindow, QMenu, QTreeView, QWidget

from catgui.help.glossary import GLOSSARY
from catgui.help.pages import OF_LESSONS, WORDS, HelpPage
from catgui.help.panels import PANEL_HELP
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.focus import announce
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

if TYPE_CHECKING:
    from catgui.help.window import HelpCommands

_Thing = TypeVar("_Thing")
_MIN_SYNONYM = 3  # shorter words begin too many others
# Words of a question that say nothing of what is looked for.
_EMPTY = {"a", "are", "do", "does", "how", "i", "is", "it", "my", "the", "to"}
# Everyday words that stand nowhere, by what they mean.
_EVERYDAY = {
    "course": ("download", "homework"),
    "export": ("share", "send"),
    "glossary": ("meaning", "definition"),
    "lessons": ("tutorial", "introduction", "school", "student"),
    "network": ("brain",),
    "overfit": ("memorize", "cheat"),
    "presentation": ("beamer", "projector", "school", "teacher"),
    "remove": ("delete",),
    "runs": ("compare", "comparison", "overlay", "history"),
    "seed": ("luck", "random"),
    "shortcuts": ("hotkeys", "keyboard"),
    "text size": ("font", "bigger", "enlarge", "tiny", "zoom"),
    "theme": ("appearance", "mode", "night"),
    "wrong predictions": ("error", "mislabeled", "mistake"),
    "your photos": ("phone", "mobile", "camera", "webcam"),
}
_PLACEHOLDER = "Type a word, such as overfit"
_NOTHING = "Nothing found."
_WIDTH, _HEIGHT, _MARGIN = 560, 400, 8  # beside text of 9 points
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_NATIVE = QKeySequence.SequenceFormat.NativeText
_NAMED = QRegularExpression("_action$")


def find(typed: str, things: Iterable[_Thing], texts_of: Callable[[_Thing], tuple[str, str]]) -> list[_Thing]:
    """Those that have all words of `typed`, or begin with them, the best first.

    `texts_of` returns the title of a thing and its other words. Titles count more than these, and in each the words
    themselves more than their synonyms; but a title that is what an everyday word means counts as that word.
    """
    wanted = [_alternatives(word) for word in _words(typed) if word not in _EMPTY]
    ranks = ((_rank(wanted, *texts_of(thing)), thing) for thing in things)
    found = [(rank, thing) for rank, thing in ranks if rank is not None]
    return [thing for _, thing in sorted(found, key=lambda pair: pair[0])]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _spaced(text: str) -> str:
    """`text` with a space before each word, by which its beginning is found."""
    return "".join(f" {word}" for word in _words(text))


def _alternatives(word: str) -> tuple[str, list[str], list[str]]:
    """`word` in the singular, what it means as an everyday word, and that with the names of the terms that begin so."""
    word = re.sub("e?s$", "", word) if len(word) > _MIN_SYNONYM else word
    if len(word) < _MIN_SYNONYM:
        return f" {word}", [], []
    named = [term.names for term in GLOSSARY if any(name.lower().startswith(word) for name in term.names)]
    meant = [_spaced(name) for name, words in _EVERYDAY.items() if any(one.startswith(word) for one in words)]
    return f" {word}", meant, [*map(_spaced, chain(*named)), *meant]


def _rank(wanted: Sequence[tuple[str, list[str], list[str]]], title: str, words: str) -> int | None:
    """How far from the title the least found word is, or None if one is not found."""
    places = _spaced(title), _spaced(words)
    ranks = [0]
    for word, meant, synonyms in wanted:
        tries = [found for place in places for found in (word in place, any(one in place for one in synonyms))]
        tries[0] |= any(places[0].startswith(one) and places[0].count(" ") == one.count(" ") for one in meant)
        if True not in tries:
            return None
        ranks.append(tries.index(True))
    return max(ranks)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Something that can be found.

    Attributes: `kind`; `title`; `open`, which shows or does it; `words`, others by which it is found; `shortcut`;
    `tip`, what it does; `obstacle`, why it cannot be done now, or ''.
    """

    kind: str
    title: str
    open: Callable[[], object]
    words: str = ""
    shortcut: str = ""
    tip: str = ""
    obstacle: str = ""


def find_entries(typed: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that have the words of `typed`, the best first, and last those that cannot be done now."""
    found = find(typed, entries, lambda entry: (entry.title, f"{entry.kind} {entry.words} {entry.tip}"))
    return sorted(found, key=lambda entry: bool(entry.obstacle))


class Search(QDialog):
    """A popup with a field, the list of what is found in `window`, and what the selected one does, or its obstacle."""

    def __init__(self, window: QMainWindow, help_: HelpCommands) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self._window, self._help = window, help_
        self.setObjectName("search_popup")
        self.setAccessibleName("Find")
        self._entries: Sequence[Entry] = ()
        self._field = QLineEdit()
        self._field.setObjectName("search_field")
        self._field.setAccessibleName("Search")
        self._field.setPlaceholderText(_PLACEHOLDER)
        self._field.installEventFilter(self)
        self._found: Sequence[Entry] = ()
        self._list = QTreeView()
        self._rows = QStandardItemModel(0, 3, self)  # title, kind and shortcut
        self._list.setModel(self._rows)
        self._list.setObjectName("search_list")
        self._list.setAccessibleName("Found")
        self._tip = label(role="muted", wrap=True)
        self._tip.setObjectName("search_tip")
        self._lay_out()
        self._field.textChanged.connect(self._show_found)
        self._field.returnPressed.connect(self._open_current)
        self._list.clicked.connect(self._open_current)
        self._list.selectionModel().currentChanged.connect(self._show_tip)

    def _lay_out(self) -> None:
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.header().setStretchLastSection(False)
        modes = QHeaderView.ResizeMode
        for column, mode in enumerate((modes.Stretch, modes.ResizeToContents, modes.ResizeToContents)):
            self._list.header().setSectionResizeMode(column, mode)
        column_of(
            self._field, (self._list, 1), self._tip, spacing=_MARGIN, margins=(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        ).on(self)

    def bring_up(self) -> None:
        """Open below the right end of the menu bar, with all that can be found now."""
        self._entries = list(self._all_entries())
        window, top = self._window, self._window.menuBar().height()
        width = min(scaled(_WIDTH), window.width() - 2 * _MARGIN)
        self.resize(width, min(scaled(_HEIGHT), window.height() - top - _MARGIN))
        self.move(window.mapToGlobal(QPoint(window.width() - width - _MARGIN, top)))
        self._field.clear()
        self._show_found()
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _all_entries(self) -> Iterator[Entry]:
        pages = self._help.all_pages()
        yield from (self._page(page) for page in pages if page.panel)
        yield from self._commands()
        yield from self._panel_commands()
        if not self._window.property("presents"):  # Help would cover the slide
            yield from (self._page(page) for page in pages if not page.panel)

    def _page(self, page: HelpPage) -> Entry:
        """The panel that `page` of Help is about, or the page."""
        if page.panel:
            title = f"{page.title} – {page.lead}" if page.lead else page.title
            return Entry("Panel", title, partial(self._help.focus_panel, page.panel), page.words, tip=page.tip)
        kind = {OF_LESSONS: "Lesson", WORDS: "Word"}.get(page.group, "Help")
        return Entry(kind, page.title, partial(self._help.show_page, page.link), page.words, tip=page.tip)

    def _commands(self) -> Iterator[Entry]:
        """The commands of the menus, but those that open panels."""
        bar = self._window.menuBar()
        menus = {menu.menuAction(): menu for menu in bar.findChildren(QMenu)}
        panels = {self._window.findChild(QAction, f"{name}_action") for name in PANEL_HELP}
        for top in bar.actions():
            menus[top].aboutToShow.emit()  # some are filled only then
            for action in menus[top].actions():
                if action in menus:
                    title = unescape_caption(action.text())
                    yield from (self._command(one, f"{title}: ") for one in menus[action].actions() if one.text())
                elif action.text() and action not in panels and action.objectName() != "find_action":
                    yield self._command(action)

    def _panel_commands(self) -> Iterator[Entry]:
        """Entries for the panels' named actions that are in no menu."""
        menus = self._window.menuBar().findChildren(QMenu)
        in_menus = {action for menu in menus for action in menu.actions()}
        for name, help_ in PANEL_HELP.items():
            panel = self._window.findChild(QWidget, name)
            for action in panel.findChildren(QAction, _NAMED) if panel is not None else ():
                if action.text() and action not in in_menus:
                    entry = self._command(action, f"{help_.title}: ")
                    yield replace(entry, open=partial(self._perform, name, action))

    def _perform(self, panel: str, action: QAction) -> None:
        """Call a command of a panel where its effect is seen."""
        self._help.focus_panel(panel)
        action.trigger()

    def _command(self, action: QAction, before: str = "") -> Entry:
        title = before + unescape_caption(action.text())
        if action.isChecked():
            title = f"{title} ✓"
        obstacle = "" if action.isEnabled() else str(action.property("obstacle") or "") or action.statusTip()
        shortcut = action.shortcut().toString(_NATIVE)
        return Entry("Command", title, action.trigger, "", shortcut, action.statusTip(), obstacle)

    def _show_found(self) -> None:
        self._found = find_entries(self._field.text(), self._entries)
        self._rows.removeRows(0, self._rows.rowCount())
        for entry in self._found:
            self._rows.appendRow(self._make_items(entry))
        if self._found:
            self._list.setCurrentIndex(self._rows.index(0, 0))
        else:
            self._show_detail(_NOTHING)

    def _make_items(self, entry: Entry) -> list[QStandardItem]:
        muted, metrics = QColor(color_scheme_of(self.palette()).muted), self._list.fontMetrics()
        row = []
        for column, text in enumerate((entry.title, "Not now" if entry.obstacle else entry.kind, entry.shortcut)):
            item = QStandardItem(text)
            item.setSizeHint(QSize(metrics.horizontalAdvance(text) + 2 * _MARGIN, metrics.height() + _MARGIN))
            if column or entry.obstacle:
                item.setForeground(muted)
            row.append(item)
        return row

    @property
    def _current(self) -> Entry | None:
        row = self._list.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_tip(self) -> None:
        entry = self._current
        if entry is not None:
            self._show_detail(f"Not now: {entry.obstacle}" if entry.obstacle else entry.tip, entry)

    def _show_detail(self, text: str, entry: Entry | None = None) -> None:
        self._tip.setText(text)
        said = (text,) if entry is None else (entry.title, entry.kind, entry.shortcut, text)
        announce(self._field, ". ".join(filter(None, said)))

    def _open_current(self) -> None:
        entry = self._current
        if entry is not None and entry.obstacle:
            announce(self._field, self._tip.text(), urgent=True)
        elif entry is not None:
            self.accept()
            entry.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an outline: a popup has no frame of the system."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setPen(QColor(color_scheme_of(self.palette()).edge))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the arrow keys of the field to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            QApplication.sendEvent(self._list, event)
            return True
        return super().eventFilter(watched, event)
