"""The dialogs of the Help menu: glossary, help of a panel, shortcuts, lessons.

None of their lists is ever cleared: Python objects of items that Qt destroys can crash at the next `clear()`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette
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
    QListView,
    QListWidget,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from catgui.help.glossary import GLOSSARY, Term, find_term
from catgui.help.lesson import Lesson
from catgui.help.lessons import LESSONS
from catgui.help.links import ANY_CLASSES, PANEL, TERM
from catgui.help.panels import OTHER_HELP, PANEL_HELP
from catgui.style.text_size import keep_scaled, text_size
from catgui.style.tooltips import escape_title, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.help.linked_label import LinkedLabel

_TERMS_WIDTH = 220
_TERMS_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
# Pairs of what a key does and the key.
Shortcuts = Sequence[tuple[str, str]]
_PAGES_WIDTH = 170
_PAGES = {**PANEL_HELP, **OTHER_HELP}
_SECTIONS = {
    "control": "The control with the focus",
    "shows": "What it shows",
    "reading": "How to read it",
    "ideas": "What to try",
    "keys": "Keys",
}
_ROW_PADDING = 4
_WRAPPED = Qt.TextFlag.TextWordWrap
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
        self._names = QStringListModel(self)
        self._list = QListView()
        self._list.setModel(self._names)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setObjectName("glossary_list")
        self._list.setAccessibleName("Terms")
        self._name = label(role="title", wrap=True)
        self._name.setObjectName("glossary_term")
        self._text = LinkedLabel()
        self._text.setObjectName("glossary_text")
        self._text.linkActivated.connect(lambda link: self.show_term(link.removeprefix(TERM)))
        self._words = label(role="muted", wrap=True)
        self._build()
        self._search.textChanged.connect(self._show_matches)
        self._list.selectionModel().currentChanged.connect(self._show_current)
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
        self._list.setCurrentIndex(self._names.index(self._names.stringList().index(find_term(word).name)))
        self._search.setFocus()

    def _show_matches(self, typed: str) -> None:
        typed = typed.strip().lower()
        names_first = sorted(
            (term for term in GLOSSARY if typed in _searched(term)), key=lambda term: typed not in term.name.lower()
        )
        self._names.setStringList([term.name for term in names_first])
        self._list.setCurrentIndex(self._names.index(0))
        if not names_first:
            self._show_current(QModelIndex())

    def _show_current(self, index: QModelIndex) -> None:
        term = find_term(index.data()) if index.isValid() else None
        self._name.setText(term.name if term else "")
        self._text.show_text(*(term.text, ANY_CLASSES, term.name) if term else ("No term contains these letters.",))
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
    """A page for each panel, and for what concerns several: what is shown, how to read it, what to try.

    Signals: `term_requested(str)`, a term of the glossary; `lesson_requested(str)`, the id of a lesson;
    `panel_requested(str)`, the object name of a panel.
    """

    term_requested = Signal(str)
    lesson_requested = Signal(str)
    panel_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel_help_dialog", "Tour of the panels", parent)
        self._control = ""
        self._pages = QListWidget()
        self._pages.setObjectName("panel_help_pages")
        self._pages.setAccessibleName("Pages")
        self._pages.addItems([help_.title for help_ in _PAGES.values()])
        keep_scaled(self._pages.setFixedWidth, _PAGES_WIDTH)
        self._title, self._question = label(role="title", wrap=True), label(role="muted", wrap=True)
        self._title.setObjectName("panel_help_title")
        self._sections: dict[str, tuple[QLabel, LinkedLabel]] = {}
        self._start, self._open = self.add_button("&Start a lesson about it"), self.add_button("&Open the panel")
        self._start.setObjectName("panel_help_lesson_button")
        self._open.setObjectName("panel_help_open_button")
        self._build()
        self._pages.currentRowChanged.connect(self._on_page_chosen)
        self._start.clicked.connect(self._on_start)
        self._open.clicked.connect(lambda: self.panel_requested.emit(self._name))
        self._pages.setCurrentRow(0)

    def _build(self) -> None:
        column, content = QWidget(), QHBoxLayout()
        texts = QVBoxLayout(column)
        texts.setContentsMargins(0, 0, 8, 0)
        texts.setSpacing(4)
        texts.addWidget(self._title)
        texts.addWidget(self._question)
        for name, heading in _SECTIONS.items():
            text = LinkedLabel()
            text.setObjectName(f"panel_help_{name}")
            text.linkActivated.connect(self._on_link)
            self._sections[name] = label(heading, role="heading"), text
            texts.addSpacing(8)
            for widget in self._sections[name]:
                texts.addWidget(widget)
        texts.addStretch()
        self._scroll = VerticalScrollArea(column, "Help of the panel")
        content.setSpacing(24)
        content.addWidget(self._pages)
        content.addWidget(self._scroll, stretch=1)
        self.lay_out(content, 760, 520)

    @property
    def _name(self) -> str:
        return list(_PAGES)[self._pages.currentRow()]

    def show_panel(self, name: str, control: str = "") -> None:
        """Show the page `name`, after what there is to say of the `control` with the focus, if anything."""
        self._control = control
        row = list(_PAGES).index(name)
        if row == self._pages.currentRow():
            self._show_page(name)
        self._pages.setCurrentRow(row)
        self._control = ""

    def _on_page_chosen(self) -> None:
        self._show_page(self._name)

    def _show_page(self, name: str) -> None:
        help_ = _PAGES[name]
        self._title.setText(help_.title)
        self._question.setText(help_.question)
        self._question.setVisible(bool(help_.question))
        self._start.setVisible(bool(help_.lesson))
        self._open.setVisible(name in PANEL_HELP)
        shown = {
            "control": self._control,
            "shows": help_.shows,
            "reading": help_.reading,
            "ideas": "\n".join(f"•  {idea}" for idea in help_.ideas),
            "keys": "\n".join(f"{key}:  {what}" for key, what in help_.keys),
        }
        for section, (heading, text) in self._sections.items():
            text.show_text(shown[section])
            text.setVisible(bool(shown[section]))
            is_plain_page = name in OTHER_HELP and section != "ideas"
            heading.setVisible(bool(shown[section]) and not is_plain_page)
        self._scroll.verticalScrollBar().setValue(0)

    def _on_link(self, link: str) -> None:
        if link.startswith(PANEL):
            self.show_panel(link.removeprefix(PANEL))
        else:
            self.term_requested.emit(link.removeprefix(TERM))

    def _on_start(self) -> None:
        self.close()
        self.lesson_requested.emit(_PAGES[self._name].lesson)


class ShortcutsDialog(HelpDialog):
    """Shows `groups` of shortcuts by their headings."""

    def __init__(self, groups: Mapping[str, Shortcuts], parent: QWidget | None = None) -> None:
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
        self._fill(groups)
        self._fit_texts()
        text_size.changed.connect(self._fit_texts)

    def _fit_texts(self) -> None:
        """Give the list the width that its texts need in this font, so that none is cut."""
        texts = sum(self._tree.sizeHintForColumn(column) for column in range(self._tree.columnCount()))
        bar = self._tree.verticalScrollBar().sizeHint().width()
        self._tree.setMinimumWidth(texts + bar + 2 * self._tree.frameWidth())

    def _fill(self, groups: Mapping[str, Shortcuts]) -> None:
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


class LessonDelegate(QStyledItemDelegate):
    """Paints a lesson of the list: its title bold, and below it what there is to say of it, wrapped."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row, the text in two fonts."""
        self.initStyleOption(option, index)
        title, _, rest = str(index.data()).partition("\n")
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(
            option.palette.color(QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text)
        )
        room = option.rect.adjusted(_ROW_PADDING, _ROW_PADDING, -_ROW_PADDING, -_ROW_PADDING)
        for text, font in zip((title, rest), _fonts(option.widget), strict=True):
            painter.setFont(font)
            painter.drawText(room, _WRAPPED, text)
            room.setTop(room.top() + _height(text, font, room.width()))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The height that the texts need in the width of the list."""
        title, _, rest = str(index.data()).partition("\n")
        view = option.widget
        assert isinstance(view, QListWidget)
        room = view.viewport().width() - 2 * view.spacing() - 2 * _ROW_PADDING
        height = sum(_height(text, font, room) for text, font in zip((title, rest), _fonts(view), strict=True))
        return QSize(0, height + 2 * _ROW_PADDING)


def _fonts(view: QWidget) -> tuple[QFont, QFont]:
    """The bold font of `view` and the other."""
    bold = QFont(view.font())
    bold.setBold(True)
    return bold, view.font()


def _height(text: str, font: QFont, width: int) -> int:
    """The height of wrapped `text`."""
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 0), _WRAPPED, text).height()


class LessonListDialog(HelpDialog):
    """Lists the lessons with their progress. Signals: `lesson_requested(str)`, the id of one."""

    lesson_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lessons_dialog", "Guided lessons", parent)
        self._progress: Mapping[str, int] = {}
        self._tasks: Mapping[str, int] = {}
        self._list = QListWidget()
        self._list.setObjectName("lessons_list")
        self._list.setAccessibleName("Guided lessons")
        self._list.setItemDelegate(LessonDelegate(self._list))
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSpacing(4)
        self._list.addItems([lesson.title for lesson in LESSONS])
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

    def show_progress(self, progress: Mapping[str, int], tasks: Mapping[str, int]) -> None:
        """Show the lessons; `progress` and `tasks` have, by id, what the settings of these names have."""
        self._progress, self._tasks = progress, tasks
        rows = self._list.model()
        for row, lesson in enumerate(LESSONS):
            rows.setData(rows.index(row, 0), f"{row + 1}. {lesson.title}\n{lesson.summary}{self._state(lesson)}")
        unfinished = (row for row, lesson in enumerate(LESSONS) if not self._is_done(lesson))
        self._list.setCurrentRow(next(unfinished, 0))
        self._list.setFocus()

    def _done_tasks(self, lesson: Lesson) -> int:
        """How many of its tasks have been done."""
        return sum(self._tasks.get(lesson.id, 0) >> number & 1 for number in lesson.tasks())

    def _is_done(self, lesson: Lesson) -> bool:
        return self._progress.get(lesson.id, 0) >= len(lesson.steps) and self._done_tasks(lesson) == len(lesson.tasks())

    def _state(self, lesson: Lesson) -> str:
        """What there is to say of a lesson that has been begun, in a line of its own."""
        reached, done = self._progress.get(lesson.id, 0), self._done_tasks(lesson)
        if self._is_done(lesson):
            return "\n✓ Done"
        if reached < len(lesson.steps):
            return f"\nStep {reached + 1} of {len(lesson.steps)}" if reached else ""
        return f"\nLooked through, {done} of {len(lesson.tasks())} tasks done" if done else "\nLooked through"

    def _show_button(self, row: int) -> None:
        if row >= 0:
            done = self._progress.get(LESSONS[row].id, 0)
            self._start.setText("&Continue" if 0 < done < len(LESSONS[row].steps) else "&Start")

    def _on_start(self) -> None:
        self.close()
        self.lesson_requested.emit(LESSONS[self._list.currentRow()].id)
