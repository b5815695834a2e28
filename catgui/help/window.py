"""The window of Help, the commands of the menu that open it, and what the button of a lesson does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QTextBrowser,
    QWidget,
)

from catgui.help.finding import find
from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS, Lesson
from catgui.help.pages import KEYS, LESSON, PANEL, TERM, HelpPage, Rows, help_pages, page_html
from catgui.help.panels import PANEL_HELP
from catgui.models.background_task import BackgroundTask, without_work
from catgui.models.messages import open_panel
from catgui.models.training.run_history import RunHistory
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.style.colors import color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.commands import Command
from catgui.widgets.basic.focus import announce
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.basic.text_dialogs import ClosedDialog
from engine.data.sources import BUILTIN, open_dataset
from engine.errors import EngineError
from engine.system.user_dirs import data_folder

_SIZE, _MARGIN = (840, 580), 12
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_PAGE_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_PAGE = Qt.ItemDataRole.UserRole
_NOTHING = HelpPage("", "", "No page has these words.", "", ())
PRACTICE_FOLDER = "practice pictures"
_PER_CLASS = 60


class HelpCommands(QObject):
    """Opens Help at a page, and sets the stage for a lesson. `menu_keys` returns the keys of the menus, by menu."""

    def __init__(
        self,
        window: QMainWindow,
        workspace: Workspace,
        settings: TrainingSettings,
        history: RunHistory,
        menu_keys: Callable[[], Mapping[str, Rows]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._menu_keys = menu_keys
        self._workspace, self._settings, self._history = workspace, settings, history
        self._practice = BackgroundTask(self, shows_errors=True)
        self._practice.succeeded.connect(self._on_practice_made)

    @cached_property
    def pages(self) -> HelpWindow:
        """The window of Help, created at its first use."""
        window = HelpWindow(self._window)
        window.stage_requested.connect(self._set_stage)
        window.panel_requested.connect(self.focus_panel)
        return window

    def show_page(self, link: str) -> None:
        """Open Help at the page with this link."""
        self.pages.show_pages(self.all_pages(), link)
        self.pages.bring_up()

    def all_pages(self) -> list[HelpPage]:
        """The pages of Help, as they are now."""
        return list(help_pages(self._menu_keys(), {name: self._command_keys(name) for name in PANEL_HELP}))

    def _command_keys(self, name: str) -> Rows:
        """The keys of the commands of a panel and what they do, but for keys of which its help says more."""
        panel, explained = self._window.findChild(QWidget, name), dict(PANEL_HELP[name].keys)
        rows = dict[tuple[str, str], None]()  # without those that several lists of the panel have
        for command in [] if panel is None else panel.findChildren(Command):
            key = command.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if key and key not in explained:
                title = unescape_caption(command.text())
                texts = dict.fromkeys(filter(None, (title, command.statusTip())))  # a tip may be the title
                rows[key, ". ".join(texts).replace("?.", "?")] = None
        return list(rows)

    def focus_panel(self, name: str) -> None:
        """Show the panel with this object name, with the focus."""
        open_panel(name)
        panel = self._window.findChild(QWidget, name)
        if panel is not None:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_stage(self, lesson: Lesson) -> None:
        """Open the data of `lesson`, take its settings, which can be undone, and untick all runs. It never trains."""
        self._settings.set_config(lesson.settings)
        for record in self._history.records:
            self._history.show(record.number, False)
        if lesson.is_of_folder:
            self._practice.start(without_work(_make_practice))
        else:
            self._workspace.open(BUILTIN)

    def _on_practice_made(self, folder: Path) -> None:
        self._workspace.open([str(folder)])

    def show_lessons(self) -> None:
        """Open Help at the first lesson."""
        self.show_page(f"{LESSON}{LESSONS[0].id}")

    def show_panel_help(self) -> None:
        """Explain the panel that has the focus, else training."""
        widget = QApplication.focusWidget()
        while widget is not None and widget.objectName() not in PANEL_HELP:
            widget = widget.parentWidget()
        self.show_page(f"{PANEL}{'training_panel' if widget is None else widget.objectName()}")

    def show_glossary(self) -> None:
        """Open Help at the first term."""
        self.show_page(f"{TERM}{GLOSSARY[0].name}")

    def show_shortcuts(self) -> None:
        """Open Help at the keys."""
        self.show_page(KEYS)


def _make_practice() -> Path:
    """The folder, with a folder of pictures for each class. Raises EngineError."""
    folder = data_folder() / PRACTICE_FOLDER
    dataset = open_dataset(BUILTIN)
    labels = dataset.train.labels.ravel()
    try:
        for label, name in enumerate(dataset.classes):
            (folder / name).mkdir(parents=True, exist_ok=True)
            for number in np.flatnonzero(labels == label)[:_PER_CLASS].tolist():
                path = folder / name / f"drawing {number + 1}.png"
                if not path.exists() and not to_qimage(dataset.train.pictures[number]).save(str(path)):
                    raise OSError(path)
    except OSError as error:
        raise EngineError(f"The practice pictures could not be made: {error}.") from error
    return folder


class _LinkReader(QTextBrowser):
    """A text whose links screen readers say as Tab reaches them, with the title that `find_target` has for each."""

    def __init__(self, find_target: Callable[[str], str]) -> None:
        super().__init__()
        self._find_target = find_target

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: N802  Qt's name
        has_moved = super().focusNextPrevChild(is_next)
        cursor = self.textCursor()
        link = cursor.charFormat().anchorHref()
        if has_moved and self.hasFocus() and link and cursor.hasSelection():
            announce(self, f"{cursor.selectedText()}, link: Enter opens {self._find_target(link)}")
        return has_moved


class HelpWindow(ClosedDialog):
    """Shows pages, each by its link, and lists those that have the words of the filter.

    Signals: `stage_requested(Lesson)`, by the button of a lesson, and `panel_requested(str)`, the object name of a
    panel, by that of its page or a link of a lesson.
    """

    stage_requested = Signal(Lesson)
    panel_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("help_window", "Help", parent)
        self._pages: Sequence[HelpPage] = ()
        self._filter = QLineEdit()
        self._list = QListWidget()
        self._text = _LinkReader(self._find_target)
        self._stage, self._open = self.add_button("&Set the stage"), self.add_button("&Open the panel")
        self._build()
        left = column_of(self._filter, (self._list, 1), spacing=8)
        self.lay_out(row_of(left, (self._text, 1), spacing=16), *_SIZE)
        self._filter.textChanged.connect(self._show_found)
        self._list.currentItemChanged.connect(self._show_page)
        self._text.anchorClicked.connect(self._on_link)
        self._stage.clicked.connect(lambda: self.stage_requested.emit(self._page.lesson))
        self._open.clicked.connect(lambda: self.panel_requested.emit(self._page.panel))

    def _build(self) -> None:
        self._filter.setObjectName("help_filter")
        self._filter.setAccessibleName("Filter")
        self._filter.setPlaceholderText("Filter, such as overfit")
        self._filter.setClearButtonEnabled(True)
        for clear in self._filter.findChildren(QAbstractButton):
            clear.setAccessibleName("Clear")
        self._filter.installEventFilter(self)
        self._list.setObjectName("help_list")
        self._list.installEventFilter(self)
        self._list.setAccessibleName("Pages of Help")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text.setObjectName("help_text")
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(_MARGIN)
        self._stage.setObjectName("help_stage_button")
        self._close.setAutoDefault(False)  # else Enter in the filter would close
        self._open.setObjectName("help_open_button")

    def show_pages(self, pages: Sequence[HelpPage], link: str) -> None:
        """List `pages`, and show that of `link`."""
        self._pages = pages
        self._filter.clear()
        self._list_pages(pages)
        self._fit_list()
        self._show_link(link)
        self._filter.setFocus()

    def _list_pages(self, pages: Sequence[HelpPage]) -> None:
        """List these pages under the headings of their groups, over which the arrow keys pass."""
        bold = QFont()
        bold.setBold(True)
        self._list.clear()
        for group, members in groupby(pages, key=lambda page: page.group):
            heading = QListWidgetItem(group, self._list)
            heading.setFont(bold)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            for page in members:
                QListWidgetItem(page.title, self._list).setData(_PAGE, page)

    @property
    def _page(self) -> HelpPage:
        item = self._list.currentItem()
        return (item and item.data(_PAGE)) or _NOTHING

    def _show_link(self, link: str) -> None:
        items = map(self._list.item, range(self._list.count()))
        pages = ((item, item.data(_PAGE)) for item in items)
        self._list.setCurrentItem(next(item for item, page in pages if page is not None and page.link == link))

    def _show_found(self, typed: str) -> None:
        """List the pages that have the words, in each group the best first, and show the best of all."""
        found = find(typed, self._pages, lambda page: (page.title, page.words))
        groups = dict.fromkeys(page.group for page in self._pages)
        self._list_pages([page for group in groups for page in found if page.group == group])
        if found:
            self._show_link(found[0].link)
        else:
            self._show_page()

    def _find_target(self, link: str) -> str:
        """The title of the page that a link leads to."""
        return next(page.title for page in self._pages if page.link == link)

    def _fit_list(self) -> None:
        """Give the list the width that the titles need in this font, so that none is cut."""
        bar = self._list.verticalScrollBar().sizeHint().width()
        width = self._list.sizeHintForColumn(0) + bar + 2 * self._list.frameWidth()
        for widget in (self._filter, self._list):
            widget.setFixedWidth(width)

    def _show_page(self) -> None:
        page, colors = self._page, color_scheme_of(self.palette())
        self._text.document().setDefaultStyleSheet(
            f"h2 {{ margin-bottom: 0 }} h3 {{ margin-bottom: 0 }} p {{ margin-top: {scaled(4)}px }}"
            f"td {{ padding-right: {scaled(8)}px; padding-bottom: {scaled(4)}px }}"
            f".lead {{ color: {colors.muted} }} a {{ color: {colors.accent} }}"
        )
        self._text.setHtml(page_html(page))
        for word in self._filter.text().split()[:1]:
            self._text.find(word)  # which selects it, and scrolls there
        self._text.setAccessibleName(page.title)
        self._stage.setVisible(page.lesson is not None)
        self._open.setVisible(bool(page.panel))

    def _on_link(self, url: QUrl) -> None:
        link = f"{url.scheme()}:{url.path()}"
        if self._page.lesson is not None and link.startswith(PANEL):
            self.panel_requested.emit(link.removeprefix(PANEL))
        else:
            self._filter.clear()
            self._show_link(link)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the filter's arrow keys to the list and its page keys to the text; fit the list to its font."""
        if watched is self._list:
            if event.type() == QEvent.Type.FontChange:
                self._fit_list()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            receiver = self._list if event.key() in _LIST_KEYS else self._text if event.key() in _PAGE_KEYS else None
            if receiver is not None:
                QApplication.sendEvent(receiver, event)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Write in the colors of another theme: a document keeps those it was made with."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._show_page()
