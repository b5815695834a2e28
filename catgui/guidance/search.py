"""Search: a popup that finds panels, commands, settings, lessons, terms, runs and recent data by their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDockWidget,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.run_record import RunRecord
from catgui.guidance.help_commands import HelpCommands
from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS
from catgui.help.links import plain_text
from catgui.help.panels import OTHER_HELP, PANEL_HELP
from catgui.models.runs.history import RunHistory
from catgui.models.training.summary import RunSummaryModel
from catgui.services.settings import Settings
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip, unescape_caption
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.labels import label
from engine.analysis.run_summary import RunSummary
from engine.training.config import ALL_OPTIONS

_PLACEHOLDER = "Type a word, such as overfit"
_NOTHING = "Nothing has these words. The glossary explains the terms of the field."
_MOST_USED = 12
_WIDTH, _HEIGHT, _MARGIN = 560, 400, 8  # beside text of 9 points
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TOP = QModelIndex()
_NATIVE = QKeySequence.SequenceFormat.NativeText
# Settings that are no options of a run, by the object names of their controls.
_OTHER_SETTINGS = ("speed_slider", "redo_box")
# Everyday words for what others are the names of on the screen: with the first, what has the second is found too.
_EVERYDAY = (
    ("mode", "theme"),
    ("night", "dark"),
    ("font", "text size"),
    ("bigger", "larger"),
    ("zoom", "text size"),
    ("enlarge", "larger"),
    ("tiny", "smaller"),
    ("memorize", "overfitting"),
    ("cheat", "overfitting"),
    ("mistake", "wrong predictions"),
    ("error", "wrong predictions"),
    ("tutorial", "lessons"),
    ("keyboard", "shortcuts"),
    ("hotkeys", "shortcuts"),
    ("beamer", "presentation"),
    ("projector", "presentation"),
    ("download", "course photos"),
    ("luck", "seed"),
    ("random", "seed"),
    ("compare", "runs"),
    ("comparison", "runs"),
    ("overlay", "runs"),
    ("history", "runs"),
)
_MIN_SYNONYM = 3  # shorter words begin too many others


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Something that can be found.

    Attributes: `key`, by which it is known as used, unless it is ''; `kind`; `title`; `open`, which shows or does it;
    `words`, others by which it is found; `shortcut`; `tip`, what it does; `obstacle`, why it cannot be done now, or ''.
    """

    key: str
    kind: str
    title: str
    open: Callable[[], object]
    words: str = ""
    shortcut: str = ""
    tip: str = ""
    obstacle: str = ""


def find_entries(typed: str, entries: Sequence[Entry], used: Sequence[str]) -> list[Entry]:
    """The entries that have all words of `typed`, or begin with them, the best first.

    Titles count more than other words, and in each the words themselves more than their synonyms. After that come those
    used last, and at the end those that cannot be done now.
    """
    wanted = [_alternatives(word) for word in _words(typed)]
    ranks = {key: rank for rank, key in enumerate(used)}
    found = []
    for number, entry in enumerate(entries):
        rank = _rank(entry, wanted)
        if rank is not None:
            found.append(((bool(entry.obstacle), rank, ranks.get(entry.key, len(ranks)), number), entry))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _spaced(text: str) -> str:
    """`text` with a space before each word, by which its beginning is found."""
    return "".join(f" {word}" for word in _words(text))


def _alternatives(word: str) -> tuple[str, list[str]]:
    """`word`, and other words, everyday ones and those of the glossary, for what begins with it."""
    terms = [[term.name, *term.aliases] for term in GLOSSARY if len(word) >= _MIN_SYNONYM]
    names = [name for names in terms if any(name.lower().startswith(word) for name in names) for name in names]
    names += [name for said, name in _EVERYDAY if len(word) >= _MIN_SYNONYM and said.startswith(word)]
    return f" {word}", [_spaced(name) for name in names]


def _rank(entry: Entry, wanted: Sequence[tuple[str, list[str]]]) -> int | None:
    """How far from the title the least found word is, or None if one is not found."""
    places = _spaced(entry.title), _spaced(f"{entry.kind} {entry.words} {entry.tip}")
    ranks = [0]
    for word, synonyms in wanted:
        tries = [found for place in places for found in (word in place, any(one in place for one in synonyms))]
        if True not in tries:
            return None
        ranks.append(tries.index(True))
    return max(ranks)


class Search(QObject):
    """Opens the popup, with all that can be found in `window` now.

    `show_run` shows a RunRecord, and `follow_summary` goes to what a RunSummary speaks of.
    """

    def __init__(
        self,
        window: QMainWindow,
        help_: HelpCommands,
        settings: Settings,
        runs: RunHistory,
        summary: RunSummaryModel,
        show_run: Callable[[RunRecord], object],
        follow_summary: Callable[[RunSummary], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._help = help_
        self._settings = settings
        self._runs = runs
        self._summary = summary
        self._show_run = show_run
        self._follow_summary = follow_summary
        self.popup = SearchPopup(window)
        self.popup.chosen = self._on_chosen

    def open(self) -> None:
        """Bring the popup up, with a list at once."""
        self.popup.bring_up(list(self._entries()), self._settings.found_before)

    def _on_chosen(self, entry: Entry) -> None:
        if entry.key:
            used = [entry.key, *(key for key in self._settings.found_before if key != entry.key)]
            self._settings.found_before = used[:_MOST_USED]
        entry.open()

    def _entries(self) -> Iterator[Entry]:
        yield from self._panels()
        yield from self._commands()
        yield from self._setting_entries()
        yield from self._results()
        for lesson in LESSONS:
            texts = " ".join(f"{step.title} {plain_text(step.text)}" for step in lesson.steps)
            start = partial(self._help.start_lesson, lesson.id)
            yield Entry(f"lesson {lesson.id}", "Lesson", lesson.title, start, texts, tip=lesson.summary)
        for name, help_ in OTHER_HELP.items():
            show = partial(self._help.explain_panel, name)
            yield Entry(f"help {name}", "Help", help_.title, show, plain_text(help_.reading), tip=help_.shows)
        for term in GLOSSARY:
            show = partial(self._help.show_glossary, term.name)
            yield Entry(f"term {term.name}", "Word", term.title, show, " ".join(term.aliases), tip=term.text)

    def _panels(self) -> Iterator[Entry]:
        for name, help_ in PANEL_HELP.items():
            title = f"{help_.title} – {help_.question}" if help_.question else help_.title
            words = plain_text(f"{help_.reading} {' '.join(help_.ideas)}")
            show = partial(self._help.open_panel, name)
            yield Entry(f"panel {name}", "Panel", title, show, words, tip=plain_text(help_.shows))

    def _commands(self) -> Iterator[Entry]:
        """The commands of the menus, but those that open panels."""
        bar = self._window.menuBar()
        menus = {menu.menuAction(): menu for menu in bar.findChildren(QMenu)}
        panels = {dock.toggleViewAction() for dock in self._window.findChildren(QDockWidget)}
        for top in bar.actions():
            menus[top].aboutToShow.emit()  # some are filled only then
            for action in menus[top].actions():
                if action in menus:
                    title = unescape_caption(action.text())
                    yield from (self._command(one, f"{title}: ") for one in menus[action].actions() if one.text())
                elif action.text() and action not in panels and action.objectName() != "find_action":
                    yield self._command(action)

    def _command(self, action: QAction, before: str = "") -> Entry:
        title = before + unescape_caption(action.text())
        key = action.objectName() and f"command {action.objectName()}"
        if action.isChecked():
            title = f"{title} ✓"
        obstacle = "" if action.isEnabled() else str(action.property("obstacle") or "") or action.statusTip()
        shortcut = action.shortcut().toString(_NATIVE)
        return Entry(key, "Command", title, action.trigger, "", shortcut, action.statusTip(), obstacle)

    def _setting_entries(self) -> Iterator[Entry]:
        for option in ALL_OPTIONS:
            names = f"{option.field}_field", f"{option.field}_option"
            field = next((found for name in names if (found := self._window.findChild(QWidget, name))), None)
            if field is not None:
                yield self._setting(field, option.title, option.description)
        for name in _OTHER_SETTINGS:
            field = self._window.findChild(QWidget, name)
            if field is not None:
                caption = field.text() if isinstance(field, QAbstractButton) else field.accessibleName()
                yield self._setting(field, unescape_caption(caption).replace("\n", " "), field.accessibleDescription())

    def _setting(self, field: QWidget, title: str, tip: str) -> Entry:
        obstacle = "" if field.isEnabled() else field.accessibleDescription()
        show = partial(self._help.guide.show_widget, field)
        return Entry(f"setting {field.objectName()}", "Setting", title, show, tip=tip, obstacle=obstacle)

    def _results(self) -> Iterator[Entry]:
        """The sentence about the run on the screen, and the runs that are kept."""
        summary = self._summary.summary
        if summary is not None:
            yield Entry("", "Result", summary.text, partial(self._follow_summary, summary))
        for record in reversed(self._runs.records):
            tip = f"Test accuracy {record.test_accuracy:.1%}, on {record.data}"
            yield Entry("", "Run", record.title, partial(self._show_run, record), tip=tip)


class FoundTable(QAbstractTableModel):
    """The entries found, in rows: title, kind and shortcut."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self.entries: Sequence[Entry] = ()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Have these rows."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        """The number of entries."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        """Three, but none below a row."""
        return 0 if parent.isValid() else 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell, its color and the height of its row."""
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (entry.title, "Not now" if entry.obstacle else entry.kind, entry.shortcut)[column]
        if role == Qt.ItemDataRole.ForegroundRole and (column or entry.obstacle):
            return QColor(color_scheme_of(self._view.palette()).muted)
        if role == Qt.ItemDataRole.SizeHintRole:
            metrics = self._view.fontMetrics()
            width = metrics.horizontalAdvance(str(self.data(index))) + 2 * _MARGIN
            return QSize(width, metrics.height() + _MARGIN)
        return None


class SearchPopup(QDialog):
    """A field, the list of what is found, and what the selected one is or why it cannot be done now.

    Attributes: `chosen`, called with the entry that the user has chosen, once the popup is closed.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self._window = window
        self.setObjectName("search_popup")
        self.setAccessibleName("Find")
        self.chosen: Callable[[Entry], object] = lambda _entry: None
        self._entries: Sequence[Entry] = ()
        self._used: Sequence[str] = ()
        self._field = QLineEdit()
        self._field.setObjectName("search_field")
        self._field.setAccessibleName("Find a panel, a command, a setting, a lesson, a word, a run or recent data")
        self._field.setPlaceholderText(_PLACEHOLDER)
        set_tooltip(self._field, "The arrow keys move in the list, Enter opens what is selected, Esc closes")
        self._field.installEventFilter(self)
        self._list = QTreeView()
        self._found = FoundTable(self._list)
        self._list.setModel(self._found)
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_MARGIN)
        layout.addWidget(self._field)
        layout.addWidget(self._list, stretch=1)
        layout.addWidget(self._tip)

    def bring_up(self, entries: Sequence[Entry], used: Sequence[str]) -> None:
        """Open below the right end of the menu bar, with all `entries`, those `used` last first."""
        self._entries, self._used = entries, used
        window, top = self._window, self._window.menuBar().height()
        width = min(scaled(_WIDTH), window.width() - 2 * _MARGIN)
        self.resize(width, min(scaled(_HEIGHT), window.height() - top - _MARGIN))
        self.move(window.mapToGlobal(QPoint(window.width() - width - _MARGIN, top)))
        self._field.clear()
        self._show_found()
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_found(self) -> None:
        self._found.show_entries(find_entries(self._field.text(), self._entries, self._used))
        if self._found.entries:
            self._list.setCurrentIndex(self._found.index(0, 0))
        else:
            self._say(_NOTHING)

    @property
    def _current(self) -> Entry | None:
        row = self._list.currentIndex().row()
        return self._found.entries[row] if 0 <= row < len(self._found.entries) else None

    def _show_tip(self) -> None:
        entry = self._current
        if entry is not None:
            self._say(f"Not now: {entry.obstacle}" if entry.obstacle else entry.tip, entry)

    def _say(self, text: str, entry: Entry | None = None) -> None:
        self._tip.setText(text)
        said = (text,) if entry is None else (entry.title, entry.kind, entry.shortcut, text)
        announce(self._field, ". ".join(filter(None, said)))

    def _open_current(self) -> None:
        entry = self._current
        if entry is not None and entry.obstacle:
            announce(self._field, self._tip.text(), urgent=True)
        elif entry is not None:
            self.accept()
            self.chosen(entry)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an outline: a popup has no frame of the system."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setPen(QColor(color_scheme_of(self.palette()).edge))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            QApplication.sendEvent(self._list, event)
            return True
        return super().eventFilter(watched, event)
