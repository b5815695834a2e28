"""The dialogs of the Help menu: glossary, help of a panel, shortcuts, lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from catgui.help.glossary import GLOSSARY, Term, find_term, terms_in
from catgui.help.lessons import LESSONS
from catgui.help.panels import PanelHelp
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea

_TERMS_WIDTH = 220
_TERMS_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
# Pairs of what a key does and the key.
Shortcuts = Sequence[tuple[str, str]]
_LESSONS_HINT = "Each takes a few minutes, points at what it speaks of, and can be left and resumed at any time."


class HelpDialog(QDialog):
    """A dialog that stays open beside the window. Subclasses call `lay_out` once."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(escape_title(title))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close.setText("&Close")
        self._buttons.rejected.connect(self.reject)

    def add_button(self, caption: str) -> QPushButton:
        """A new button beside Close."""
        button = self._buttons.addButton(caption, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        return button

    def lay_out(self, content: QLayout, width: int, height: int) -> None:
        """Put the buttons below `content`."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(content, stretch=1)
        layout.addWidget(self._buttons)
        keep_scaled(self.resize, width, height)

    def bring_up(self) -> None:
        """Show the dialog in front of the window."""
        self.show()
        self.raise_()
        self.activateWindow()


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
        keep_scaled(self._search.setFixedWidth, _TERMS_WIDTH)
        keep_scaled(self._list.setFixedWidth, _TERMS_WIDTH)
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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _TERMS_KEYS:
            QApplication.sendEvent(self._list, event)
            return True
        return super().eventFilter(watched, event)


def _searched(term: Term) -> str:
    return " ".join((term.name, *term.aliases, term.text)).lower()


class PanelHelpDialog(HelpDialog):
    """Explains the panel given to `show_panel`.

    Signals: `term_requested(str)`, a term of the glossary; `lesson_requested(str)`, the id of a lesson.
    """

    term_requested = Signal(str)
    lesson_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel_help_dialog", "What is this panel?", parent)
        self._lesson = ""
        self._title = label(role="title")
        self._title.setObjectName("panel_help_title")
        self._sections: dict[str, QLabel] = {}
        column = QWidget()
        column_layout = QVBoxLayout(column)
        column_layout.setContentsMargins(0, 0, 8, 0)
        column_layout.setSpacing(4)
        self._control_heading = self._add_section(column_layout, "control", "The control with the focus")
        for name, heading in (("shows", "What it shows"), ("reading", "How to read it"), ("ideas", "What to try")):
            self._add_section(column_layout, name, heading)
        self._keys_heading = self._add_section(column_layout, "keys", "Keys")
        self._add_section(column_layout, "terms", "Terms")
        self._sections["terms"].setTextFormat(Qt.TextFormat.RichText)
        self._sections["terms"].setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._sections["terms"].linkActivated.connect(self.term_requested)
        column_layout.addStretch()
        content = QVBoxLayout()
        content.setSpacing(8)
        content.addWidget(self._title)
        content.addWidget(VerticalScrollArea(column, "Help of the panel"), stretch=1)
        self._start = self.add_button("&Start a lesson about it")
        self._start.setObjectName("panel_help_lesson_button")
        self._start.clicked.connect(self._on_start)
        self.lay_out(content, 520, 520)

    def _add_section(self, layout: QVBoxLayout, name: str, heading_text: str) -> QLabel:
        heading = label(heading_text, role="heading")
        text = label(wrap=True, selectable=True)
        text.setObjectName(f"panel_help_{name}")
        layout.addWidget(heading)
        layout.addWidget(text)
        layout.addSpacing(8)
        self._sections[name] = text
        return heading

    def show_panel(self, help_: PanelHelp, control: str = "") -> None:
        """Show the help of a panel, after that of the `control` with the focus, if there is any."""
        self._title.setText(help_.title)
        self._lesson = help_.lesson
        self._start.setVisible(bool(help_.lesson))
        self._sections["shows"].setText(help_.shows)
        self._sections["reading"].setText(help_.reading)
        self._sections["ideas"].setText("\n".join(f"•  {idea}" for idea in help_.ideas))
        self._sections["keys"].setText("\n".join(f"{key}:  {what}" for key, what in help_.keys))
        self._sections["control"].setText(control)
        for heading, name in ((self._keys_heading, "keys"), (self._control_heading, "control")):
            for widget in (heading, self._sections[name]):
                widget.setVisible(bool(self._sections[name].text()))
        terms = terms_in(f"{help_.shows} {help_.reading} {' '.join(help_.ideas)}")
        self._sections["terms"].setText(", ".join(f'<a href="{term.name}">{term.name}</a>' for term in terms))

    def _on_start(self) -> None:
        self.close()
        self.lesson_requested.emit(self._lesson)


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


class LessonListDialog(HelpDialog):
    """Lists the lessons with their progress. Signals: `lesson_requested(str)`, the id of one."""

    lesson_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lessons_dialog", "Guided lessons", parent)
        self._progress: Mapping[str, int] = {}
        self._list = QListWidget()
        self._list.setObjectName("lessons_list")
        self._list.setAccessibleName("Guided lessons")
        self._list.setWordWrap(True)
        self._list.setSpacing(4)
        self._start = self.add_button("&Start")
        self._start.setObjectName("start_lesson_button")
        self._start.setAutoDefault(True)
        self._start.setDefault(True)
        content = QVBoxLayout()
        content.setSpacing(8)
        content.addWidget(label(_LESSONS_HINT, wrap=True))
        content.addWidget(self._list, stretch=1)
        self.lay_out(content, 520, 440)
        self._list.itemActivated.connect(self._on_start)
        self._list.currentRowChanged.connect(self._show_button)
        self._start.clicked.connect(self._on_start)

    def show_progress(self, progress: Mapping[str, int]) -> None:
        """Show the lessons; `progress` has, by id, the steps done."""
        self._progress = progress
        self._list.clear()
        for number, lesson in enumerate(LESSONS, start=1):
            self._list.addItem(QListWidgetItem(f"{number}. {lesson.title}\n{lesson.summary}{self._state(lesson.id)}"))
        unfinished = (row for row, lesson in enumerate(LESSONS) if progress.get(lesson.id, 0) < len(lesson.steps))
        self._list.setCurrentRow(next(unfinished, 0))
        self._list.setFocus()

    def _state(self, id_: str) -> str:
        lesson = next(lesson for lesson in LESSONS if lesson.id == id_)
        done = self._progress.get(id_, 0)
        if done >= len(lesson.steps):
            return "\n✓ Done"
        return f"\nStep {done + 1} of {len(lesson.steps)}" if done else ""

    def _show_button(self, row: int) -> None:
        if row >= 0:
            done = self._progress.get(LESSONS[row].id, 0)
            self._start.setText("&Continue" if 0 < done < len(LESSONS[row].steps) else "&Start")

    def _on_start(self) -> None:
        self.close()
        self.lesson_requested.emit(LESSONS[self._list.currentRow()].id)
