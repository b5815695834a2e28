"""Find: what is found by which words, and the popup in the window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QTextBrowser,
    QToolButton,
    QTreeView,
    QWidget,
)

from catgui.help.finding import Entry, find, find_entries
from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS
from catgui.help.panels import OTHER_HELP, PANEL_HELP
from catgui.style.text_size import text_size
from tests.support.sample_widgets import fill_panels

THINGS = [
    ("Costs as CSV…", "Save the cost of each iteration"),
    ("Results", "overfitting is a gap"),
    ("Overfitting", "overfit overfits"),
    ("Runs – What did I try?", "every one of them"),
    ("Theme: Dark", ""),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "01234"),
        ("overfit", "21"),
        ("OVER gap", "1"),
        ("what TRY", "3"),
        ("what did I do to TRY", "3"),  # the words between say nothing
        ("loss", "0"),  # by the glossary, where it is another word for cost
        ("memorize", "21"),  # an everyday word for overfitting
        ("night mode", "4"),
        ("compare", "3"),
        ("verfit", ""),  # no word begins so
        ("lo", ""),  # too short for a synonym
    ],
)
def test_things_are_found_by_the_beginnings_of_their_words_and_by_synonyms(typed, found):
    assert "".join(str(THINGS.index(thing)) for thing in find(typed, THINGS, lambda thing: thing)) == found


ENTRIES = [
    Entry("Panel", "Results", print, "overfitting is a gap"),
    Entry("Command", "Save overfitting", print, obstacle="There is nothing."),
    Entry("Word", "Overfitting", print),
    Entry("Panel", "Runs – What did I try?", print),
]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("overfit", ["Overfitting", "Results", "Save overfitting"]),
        ("panel", ["Results", "Runs – What did I try?"]),
    ],
)
def test_entries_are_found_by_title_kind_and_words_and_those_that_cannot_be_done_come_last(typed, titles):
    assert [entry.title for entry in find_entries(typed, ENTRIES)] == titles


# By what is typed, what is among the first found, and how far down it may be.
FOUND = {
    "dark mode": ("Theme: Dark", 12),
    "night mode": ("Theme: Dark", 12),
    "bigger text": ("Text size: Larger", 12),
    "font": ("Text size: Larger", 12),
    "zoom": ("Text size: Larger", 12),
    "memorize": ("Overfitting", 12),
    "cheat": ("Overfitting", 12),
    "tutorial": ("Lessons…", 12),
    "beamer": ("Presentation", 12),
    "school": ("Presentation", 12),
    "hotkeys": ("Keyboard shortcuts…", 12),
    "luck": ("Seed", 12),
    "delete": ("Your photos: Remove", 12),
    "camera": ("Your photos", 12),
    "phone": ("Your photos", 1),
    "share": ("Exports", 1),
    "meaning": ("Glossary…", 12),
    "backprop": ("Gradient", 1),
    "backpropagation": ("Gradient", 1),
    "overfitting": ("Overfitting", 1),
    "dropout": ("Dropout", 1),
    "losses": ("Cost", 1),
    "biases": ("Bias", 1),
    "why are pictures wrong": ("Wrong predictions", 1),
    "why is it wrong": ("Wrong predictions", 1),
    "compare": ("Runs – What did I try?", 1),
    "overlay": ("Runs – What did I try?", 1),
    "history": ("Runs – What did I try?", 1),
}


def test_everyday_words_find_what_has_another_name(window, qtbot):
    window.make_all_panels()
    for typed, (title, most) in FOUND.items():
        found = [found for found, _ in search(window, qtbot, typed)]
        assert title in found[:most], typed
        assert found.count(title) == 1, typed
        popup(window).reject()


def test_nothing_that_is_found_in_a_presentation_covers_the_slide(window, qtbot):
    window.presentation.toggle()
    found = search(window, qtbot, "answers")
    assert found[0] == ("Answers", "Panel")
    assert not {kind for _, kind in search(window, qtbot, "")} & {"Word", "Help", "Lesson"}
    popup(window).reject()


@pytest.mark.parametrize("percent", [100, 200])
def test_kinds_and_shortcuts_are_whole(window, qtbot, percent):
    text_size.set_percent(percent)
    search(window, qtbot, "")
    list_ = popup(window).findChild(QTreeView)
    qtbot.waitUntil(lambda: list_.columnWidth(2) > 0)
    model = list_.model()
    for column in (1, 2):
        texts = [model.index(row, column).data() for row in range(model.rowCount())]
        assert list_.columnWidth(column) > max(map(list_.fontMetrics().horizontalAdvance, texts))


def popup(window):
    return window.findChild(QWidget, "search_popup")


def search(window, qtbot, typed):
    """Open the popup, type, and return what is listed: title and kind."""
    window._menus.actions["find"].trigger()
    field = popup(window).findChild(QLineEdit)
    qtbot.keyClicks(field, typed)
    found = popup(window).findChild(QTreeView).model()
    return [(found.index(row, 0).data(), found.index(row, 1).data()) for row in range(found.rowCount())]


def choose(window, qtbot, typed, title):
    """Search, go to `title` by the arrow keys, and press Enter."""
    titles = [title for title, _ in search(window, qtbot, typed)]
    field = popup(window).findChild(QLineEdit)
    for _ in range(titles.index(title)):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_all_that_can_be_found_is_listed_at_once(window, qtbot):
    listed = search(window, qtbot, "")
    titles = {title for title, _ in listed}
    assert {
        f"{help_.title} – {help_.question}" if help_.question else help_.title for help_ in PANEL_HELP.values()
    } <= titles
    assert {lesson.title for lesson in LESSONS} <= titles
    assert {title for title, _ in OTHER_HELP.values()} <= titles
    assert {term.title for term in GLOSSARY} <= titles
    menus = {menu.menuAction() for menu in window.menuBar().findChildren(QMenu)}
    panels = set(window.panels.actions_of.values())
    for menu in window.menuBar().findChildren(QMenu):
        for action in set(menu.actions()) - menus - panels - {window._menus.actions["find"]}:
            text = action.text().replace("&", "")
            assert any(title.removesuffix(" ✓").endswith(text) for title in titles), text


def test_overfit_finds_the_word_and_its_lesson(window, qtbot):
    found = dict(search(window, qtbot, "overfit"))
    assert next(iter(found)) == "Overfitting"
    assert found[LESSONS[0].title] == "Lesson"


def test_a_panel_is_opened_by_its_question_with_the_focus(window, qtbot):
    choose(window, qtbot, "trust", f"Reliability – {PANEL_HELP['reliability_panel'].question}")
    panel = window.findChild(QWidget, "reliability_panel")
    qtbot.waitUntil(panel.isVisible)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is panel)


def test_what_cannot_be_done_now_comes_last_with_the_reason(window, qtbot):
    found = search(window, qtbot, "save")
    assert found[0][1] != "Not now"
    assert found[-1][1] == "Not now"
    popup(window).reject()
    choose(window, qtbot, "save", "Save network as…")
    tip = popup(window).findChild(QLabel, "search_tip")
    assert tip.text() == "Not now: Press Train first."
    assert popup(window).isVisible()


def test_each_command_that_is_disabled_says_why(window):
    window._update_actions()
    for action in window.findChildren(QAction):
        if not action.isEnabled() and action.objectName().endswith("_action"):
            assert action.property("obstacle") or action.statusTip() not in ("", window.windowTitle()), action.text()


def test_a_command_is_called(window, qtbot):
    before = text_size.percent
    choose(window, qtbot, "larger", "Text size: Larger")
    assert text_size.percent > before


def test_a_command_of_a_panel_is_called_there(window, qtbot):
    fill_panels(window, qtbot)
    window.panels.open("why_panel")
    choose(window, qtbot, "photos remove all", "Your photos: Remove all photos")
    assert len(window.photos) == 0
    qtbot.waitUntil(window.findChild(QWidget, "photos_panel").isVisible)


def test_the_detector_is_switched_on_by_its_only_command(window, qtbot):
    fill_panels(window, qtbot)
    window.make_all_panels()
    title = "Your photos: Detector"
    assert title in [entry[0] for entry in search(window, qtbot, "cat detector")]
    popup(window).reject()
    choose(window, qtbot, "cat detector", title)
    assert window.photos.detections.enabled


def test_a_lesson_and_a_word_are_opened(window, qtbot):
    choose(window, qtbot, "mend", LESSONS[1].title)
    assert help_title(window) == LESSONS[1].title
    choose(window, qtbot, "homework", "Course")
    assert help_title(window) == "Course"
    choose(window, qtbot, "share", "Exports")
    assert help_title(window) == "Exports"


def help_title(window):
    return window.findChild(QTextBrowser, "help_text").toPlainText().splitlines()[0]


def test_recent_data_are_found(window, qtbot, settings):
    settings.remember_dataset(["/data/<i>pets</i> & more"])
    assert ("Open recent: /data/<i>pets</i> & more", "Command") in search(window, qtbot, "pets")


def test_escape_gives_the_focus_back(window, qtbot):
    grid = window.findChild(QWidget, "data_grid")
    grid.setFocus()
    search(window, qtbot, "seed")
    qtbot.keyClick(popup(window).findChild(QLineEdit), Qt.Key.Key_Escape)
    assert not popup(window).isVisible()
    qtbot.waitUntil(grid.hasFocus)


def test_nothing_found_is_said(window, qtbot):
    assert search(window, qtbot, "xyzzy") == []
    assert popup(window).findChild(QLabel, "search_tip").text().startswith("Nothing found.")
    qtbot.keyClick(popup(window).findChild(QLineEdit), Qt.Key.Key_Return)
    assert popup(window).isVisible()


def test_the_button_beside_the_messages_shows_the_key_and_opens_the_search(window, qtbot):
    button = window.findChild(QToolButton, "find_button")
    assert button.text() == "Find  Ctrl+K"
    assert button.accessibleName() == "Find"
    assert button.isVisible()
    assert "search" not in vars(window)  # imported when it is used
    button.click()
    assert popup(window).isVisible()


@pytest.mark.parametrize("percent", [80, 200])
def test_the_popup_stays_in_the_window_whatever_the_size_of_the_text(window, qtbot, percent):
    text_size.set_percent(percent)
    window.resize(1024, 700)
    search(window, qtbot, "")
    corner = window.mapFromGlobal(popup(window).mapToGlobal(QPoint(0, 0)))
    assert corner.x() >= 0
    assert corner.x() + popup(window).width() <= window.width()
    field = popup(window).findChild(QLineEdit)
    assert field.height() >= field.sizeHint().height()
