"""The Help menu and its window: F1, shortcuts, lessons, the list and its filter, links between pages, and buttons."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS
from catgui.help.pages import KEYS, LESSON, PANEL, TERM, help_pages, plain_text
from catgui.help.panels import PANEL_HELP
from catgui.help.window import HelpWindow
from catgui.shell.tab_row import TabRow
from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.style.text_size import text_size
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.commands import Command
from engine.data.sources import BUILTIN
from tests.support.sample_widgets import fill_panels


def trigger(window, name):
    window._menus.actions[name].trigger()


def text(window):
    """What the page of Help says."""
    return window.findChild(QTextBrowser, "help_text").toPlainText()


def title(window):
    return text(window).splitlines()[0]


def panels(window):
    names = {widget.objectName() for widget in window.findChildren(QWidget)}
    return {name for name in names if name.endswith("_panel") and not name.startswith("qt_")}


def test_every_panel_has_help(window):
    window.make_all_panels()
    assert panels(window) == set(PANEL_HELP)


def test_the_keys_of_a_panel_are_those_of_its_commands(window):
    window.make_all_panels()
    trigger(window, "shortcuts")
    commands = [command for command in window.findChildren(Command) if not command.shortcut().isEmpty()]
    assert len(commands) > 20
    lines = text(window).splitlines()
    listed = set(pairwise(lines))
    for command in commands:
        title, tip = unescape_caption(command.text()), command.statusTip()
        what = title if tip in ("", title) else f"{title}. {tip}".replace("?.", "?")
        key = command.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert key == "M" or (key, what) in listed


def test_f1_explains_the_panel_with_the_focus(window):
    window.make_all_panels()
    for name, help_ in PANEL_HELP.items():
        panel = window.findChild(QWidget, name)
        window.panels.open(panel.objectName())
        panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # some have nothing to focus before a run
        panel.setFocus()
        trigger(window, "panel_help")
        dialog = window.findChild(QWidget, "help_window")
        assert dialog.isVisible()
        assert not dialog.isModal()
        assert plain_text(help_.text) in text(window)
        assert title(window) == help_.title
        dialog.close()
        window.activateWindow()


def test_after_a_click_on_a_tab_f1_and_fill_are_about_its_panel(window, qtbot):
    window.findChild(QDoubleSpinBox, "learning_rate_field").setFocus()
    click_tab(window, qtbot, "runs_panel")
    trigger(window, "panel_help")
    assert PANEL_HELP["runs_panel"].text in text(window)
    trigger(window, "fill_window")
    assert [name for name, page in window.panels.pages.items() if page.isVisible()] == ["runs_panel"]


def test_after_a_click_on_a_tab_space_trains_and_tab_leads_into_the_panel(window, qtbot):
    click_tab(window, qtbot, "reliability_panel")
    assert window._menus.actions["train"].shortcut() == QKeySequence("Space")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    panel = window.findChild(QWidget, "reliability_panel")
    assert QApplication.focusWidget() is not panel
    assert panel.isAncestorOf(QApplication.focusWidget())


def click_tab(window, qtbot, name):
    window.panels.open(name)
    window.panels.open("wrong_predictions_panel")
    QApplication.processEvents()
    row = window.findChild(TabRow, "bottom_row")
    bar, place = row.tabBar(), row.indexOf(window.panels.pages[name])
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())


def test_the_help_on_a_panel_leads_to_it(window, qtbot):
    for name in PANEL_HELP:
        window.help.show_page(f"{PANEL}{name}")
        window.findChild(QPushButton, "help_open_button").click()
        qtbot.waitUntil(lambda name=name: (panel := window.findChild(QWidget, name)) and panel.isVisible())
        assert window.findChild(QWidget, "help_window").isVisible()


def test_outside_all_panels_f1_explains_training(window):
    window.menuBar().setFocus()
    trigger(window, "panel_help")
    assert title(window) == "Training"


def test_the_glossary_is_opened_at_its_first_term(window):
    trigger(window, "glossary")
    assert title(window) == GLOSSARY[0].title


def test_all_shortcuts_of_the_menus_are_listed(window):
    window.findChild(QToolButton, "train_button").setFocus()  # for now, Space presses this button
    trigger(window, "shortcuts")
    lines = text(window).splitlines()
    native = QKeySequence.SequenceFormat.NativeText
    assert {action.shortcut().toString(native) for action in window.findChildren(QAction)} - {""} <= set(lines)
    assert lines[lines.index("Space") + 1] == "Train, pause, continue"


def test_help_opens_at_the_first_lesson(window):
    trigger(window, "lessons")
    assert title(window) == LESSONS[0].title


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_button_of_a_lesson_opens_its_data_with_its_settings_and_never_trains(
    window, qtbot, tmp_path, monkeypatch, lesson
):
    monkeypatch.setattr("catgui.help.window.data_folder", lambda: tmp_path)
    window.help.show_page(f"{LESSON}{lesson.id}")
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.findChild(QPushButton, "help_stage_button").click()
    assert window.training_settings.config == lesson.settings
    assert (window.workspace.location == BUILTIN) is not lesson.is_of_folder
    assert window.session.now.run is None


def test_the_button_of_a_lesson_unticks_all_runs(window, qtbot):
    fill_panels(window, qtbot)
    window.runs.show(window.runs.records[0].number, True)
    window.help.show_lessons()
    window.findChild(QPushButton, "help_stage_button").click()
    assert not any(record.shown for record in window.runs.records)


def test_help_is_imported_when_it_is_used(window):
    assert "help" not in vars(window)


PAGES = list(help_pages({"View": [("F8", "Fill the window")]}, {"data_panel": [("1", "Label as cat")]}))


@pytest.fixture
def help_(qtbot):
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_pages(PAGES, f"{PANEL}runs_panel")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def filter_of(help_):
    return help_.findChild(QLineEdit, "help_filter")


def list_of(help_):
    return help_.findChild(QListWidget, "help_list")


def listed(help_):
    rows = list_of(help_).model()
    return [rows.index(row, 0).data() for row in range(rows.rowCount())]


def button(help_, name):
    return help_.findChild(QPushButton, f"help_{name}_button")


def test_every_page_is_listed_under_the_heading_of_its_group(help_):
    assert [row for row in listed(help_) if row in {page.group for page in PAGES}] == [
        "Lessons",
        "Panels",
        "In general",
        "Words",
    ]
    assert len(listed(help_)) == len(PAGES) + 4
    assert list_of(help_).currentIndex().data() == "Runs"
    assert text(help_).startswith("Runs\nWhat did I try?\nEvery run")


@pytest.mark.slow
def test_each_page_can_be_read(help_):
    for page in PAGES:
        help_.show_pages(PAGES, page.link)
        assert text(help_).splitlines()[0] == page.title
        assert set(page.words.split()) <= set(text(help_).split())


def test_a_link_leads_to_its_page_even_if_the_filter_hides_that(help_):
    browser = help_.findChild(QTextBrowser, "help_text")
    filter_of(help_).setText("pinned")
    browser.anchorClicked.emit(QUrl("term:learning rate"))
    assert text(help_).startswith("Learning rate\n")
    assert filter_of(help_).text() == ""
    browser.anchorClicked.emit(QUrl("panel:weights_panel"))
    assert text(help_).startswith("Weights\nWhat has it learned?")


@pytest.mark.parametrize(
    ("typed", "best", "among"),
    [
        (" THRESH ", "Threshold", "Answers"),
        ("0.693", "Cost", "Cost"),  # in the text alone
        ("luck", "Seed", "How much is the seed?"),  # an everyday word
        ("loss", "Cost", "Cost"),
        ("F8", "Keyboard shortcuts", "Keyboard shortcuts"),
        ("folders", "Teach it your pictures", "Teach it your pictures"),
    ],
)
def test_the_filter_finds_words_anywhere_and_shows_the_best_page(help_, qtbot, typed, best, among):
    qtbot.keyClicks(filter_of(help_), typed)
    assert list_of(help_).currentIndex().data() == best
    assert text(help_).startswith(f"{best}\n")
    assert among in listed(help_)
    assert len(listed(help_)) < len(PAGES) / 2


def test_the_page_scrolls_to_what_was_found(help_, qtbot):
    browser = help_.findChild(QTextBrowser, "help_text")
    help_.resize(600, 300)
    qtbot.keyClicks(filter_of(help_), "wheel")
    assert browser.textCursor().selectedText() == "wheel"
    assert browser.verticalScrollBar().value() > 0


def test_where_nothing_is_found_the_page_says_so_and_has_no_buttons(help_, qtbot):
    qtbot.keyClicks(filter_of(help_), "xyzzy")
    assert listed(help_) == []
    assert text(help_) == "No page has these words."
    assert button(help_, "open").isHidden()
    filter_of(help_).clear()
    assert len(listed(help_)) > len(PAGES)


def test_the_arrow_keys_of_the_filter_pass_over_headings(help_, qtbot):
    help_.show_pages(PAGES, f"{LESSON}{LESSONS[-1].id}")
    qtbot.keyClick(filter_of(help_), Qt.Key.Key_Down)
    assert list_of(help_).currentIndex().data() == "Data"
    assert filter_of(help_).hasFocus()


def test_the_page_keys_of_the_filter_scroll_the_text(help_, qtbot):
    help_.show_pages(PAGES, f"{PANEL}answers_panel")
    help_.resize(600, 300)
    bar = help_.findChild(QTextBrowser, "help_text").verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    qtbot.keyClick(filter_of(help_), Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_a_lesson_has_one_button_that_sets_its_stage_and_stays_open(help_, qtbot):
    lesson = LESSONS[1]
    help_.show_pages(PAGES, f"{LESSON}{lesson.id}")
    assert text(help_).startswith(lesson.title)
    assert button(help_, "open").isHidden()
    with qtbot.waitSignal(help_.stage_requested) as asked:
        button(help_, "stage").click()
    assert asked.args == [lesson]
    assert help_.isVisible()


def test_a_link_of_a_lesson_opens_the_panel_that_it_names(help_, qtbot):
    help_.show_pages(PAGES, f"{LESSON}{LESSONS[0].id}")
    with qtbot.waitSignal(help_.panel_requested) as opened:
        help_.findChild(QTextBrowser, "help_text").anchorClicked.emit(QUrl("panel:data_panel"))
    assert opened.args == ["data_panel"]
    assert text(help_).startswith(LESSONS[0].title)


@pytest.mark.parametrize(("link", "buttons"), [(f"{TERM}seed", []), (f"{PANEL}data_panel", ["open"])])
def test_enter_on_another_page_closes_nothing(help_, qtbot, link, buttons):
    help_.show_pages(PAGES, link)
    for widget in (filter_of(help_), list_of(help_)):
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert help_.isVisible()
    assert [name for name in ("stage", "open") if not button(help_, name).isHidden()] == buttons


def test_a_panel_is_opened_by_its_button_beside_the_help(help_, qtbot):
    with qtbot.waitSignal(help_.panel_requested) as opened:
        button(help_, "open").click()
    assert opened.args == ["runs_panel"]
    assert help_.isVisible()


@pytest.mark.parametrize("percent", [80, 200])
def test_no_title_in_the_list_is_cut(help_, percent):
    text_size.set_percent(percent)
    QApplication.processEvents()
    view = list_of(help_)
    assert view.sizeHintForColumn(0) <= view.viewport().width()


def test_links_have_the_colors_of_the_theme(help_):
    for colors in (DARK, LIGHT):
        help_.setPalette(make_palette(colors))
        QApplication.processEvents()
        assert colors.accent in help_.findChild(QTextBrowser, "help_text").toHtml()


def test_keys_are_listed_by_menu_and_by_panel(help_):
    help_.show_pages(PAGES, KEYS)
    lines = text(help_).splitlines()
    assert lines[:4] == ["Keyboard shortcuts", "View", "F8", "Fill the window"]
    for shown in PANEL_HELP.values():
        assert not shown.keys or f"In {shown.title}" in lines
    assert lines[lines.index("In Data") + 1 :][:2] == ["1", "Label as cat"]


def test_screen_readers_say_a_link_that_tab_reaches_and_the_page_it_opens(help_, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr("catgui.help.window.announce", lambda _, text: said.append(text))
    help_.show_pages(PAGES, f"{PANEL}data_panel")
    shown = help_.findChild(QTextBrowser, "help_text")
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Tab)
    link = shown.textCursor().charFormat().anchorHref()
    title = next(page.title for page in PAGES if page.link == link)
    assert said == [f"{shown.textCursor().selectedText()}, link: Enter opens {title}"]
