"""The lessons in the window, each gone through to its end by doing what it asks."""

import re

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)

from catgui.app import build_window
from catgui.help.glossary import find_term
from catgui.help.lessons import GAP, LESSONS, OWN, RATE, SEED
from catgui.help.pages import panels_in, plain_text
from catgui.style.text_size import scaled, text_size
from engine.analysis.trend import lowest_trend, typical_iteration
from engine.data.edits import PictureKey
from tests.support.lessons import PHOTO_ACTIONS, button, lead_to, lesson_window, shown
from tests.support.messages import notice

# Each test opens whole windows.
pytestmark = pytest.mark.slow


@pytest.fixture
def window(qtbot, settings, builtin_dataset, tmp_path, monkeypatch):
    """The window with the drawings, and a data folder of its own."""
    yield from lesson_window(qtbot, settings, builtin_dataset, tmp_path, monkeypatch)


def do_what_it_asks(window, qtbot):
    """Do what the step asks for, by its button if it has one, unless that is the case already."""
    guide = window.help.guide
    if guide.is_step_done:
        return
    if guide.step.assist is not None:
        assert button(window, "assist").isVisible()
        button(window, "assist").click()
    else:
        qtbot.waitUntil(lambda: not window.photos.busy)
        PHOTO_ACTIONS[guide.step.check](window)
    qtbot.waitUntil(lambda: guide.is_step_done)


def test_next_alone_ticks_nothing_and_completes_no_lesson(window, settings):
    for lesson in LESSONS:
        window.help.start_lesson(lesson.id)
        for step in lesson.steps:
            assert window.help.guide.step is step
            QApplication.processEvents()
            assert not window.help.guide.is_step_done, step.title
            button(window, "next").click()
        assert shown(window, "title").text() == f"0 of {len(lesson.tasks())} tasks done. With all of them:"
    assert settings.lesson_tasks == {}
    window.help.show_lessons()
    assert {one.text for one in window.help._lessons()} == {"Looked through"}


def test_the_end_of_a_lesson_leads_to_two_panels_and_to_the_next_lesson(window, qtbot):
    for lesson, following in zip(LESSONS, [*LESSONS[1:], None], strict=True):
        lead_to(window, lesson, len(lesson.steps) - 1)
        button(window, "next").click()
        for idea in lesson.ideas:
            assert plain_text(idea) in shown(window, "text").plain
            (name,) = panels_in(idea)
            shown(window, "text").linkActivated.emit(f"panel:{name}")
            qtbot.waitUntil(window.findChild(QWidget, name).isVisible)
            assert window.help.guide.frame.isVisible()
        button(window, "back").click()
        assert window.help.guide.step is lesson.steps[-1]
        button(window, "next").click()
        assert button(window, "list").isVisible()
        button(window, "next").click()
        if following is None:
            assert not window.help.guide.sheet.isVisible()
        else:
            assert following.title in shown(window, "place").text()
            assert window.help.guide.step is following.steps[0]


def test_the_end_of_a_lesson_leads_to_all_lessons(window):
    lead_to(window, GAP, len(GAP.steps) - 1)
    button(window, "next").click()
    button(window, "list").click()
    assert window.findChild(QWidget, "help_window").isVisible()
    assert not window.help.guide.sheet.isVisible()


def test_a_word_of_the_glossary_is_explained_within_the_lesson(window, qtbot):
    lead_to(window, GAP, 1)
    do_what_it_asks(window, qtbot)
    text = shown(window, "text")
    text.linkActivated.emit("term:cost")
    assert shown(window, "title").text() == "Cost"
    assert text.plain == find_term("cost").text
    assert "term:cost" not in text.text()
    assert not shown(window, "done").isVisible()
    text.linkActivated.emit("term:probability")  # terms lead to each other
    assert text.plain == find_term("probability").text
    button(window, "return").click()
    assert text.plain == GAP.steps[1].text
    assert shown(window, "done").isVisible()
    text.linkActivated.emit("term:cost")
    button(window, "next").setFocus()
    qtbot.keyClick(button(window, "next"), Qt.Key.Key_Escape)
    assert window.help.guide.step is GAP.steps[1]
    assert text.plain == GAP.steps[1].text
    text.linkActivated.emit("term:cost")
    button(window, "next").click()
    assert text.plain == GAP.steps[2].text
    assert not button(window, "return").isVisible()


def test_the_links_of_a_step_are_reached_by_the_keyboard(window, qtbot):
    lead_to(window, GAP, 1)
    text = shown(window, "text")
    text.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    with qtbot.waitSignal(text.linkActivated):
        qtbot.keyClick(text, Qt.Key.Key_Return)
    assert shown(window, "title").text() in ("Iteration", "Training part")


def test_a_click_on_next_leaves_the_focus_where_the_user_works(window, qtbot):
    lead_to(window, GAP, 1)
    grid = window.findChild(QWidget, "data_grid")
    grid.setFocus()
    for name in ("next", "back", "assist"):
        qtbot.mouseClick(button(window, name), Qt.MouseButton.LeftButton)
        assert grid.hasFocus()


def test_what_changed_is_shown_by_the_lesson_as_long_as_it_is_known(window, qtbot):
    number = next(number for number, step in enumerate(OWN.steps) if step.title == "What has changed")
    lead_to(window, OWN, number)
    assert shown(window, "note").text() == "First go back to “Teach it your photo”."
    assert not button(window, "assist").isVisible()
    window.training_settings.set_value("iterations", 5)
    window.controls.train()
    qtbot.waitUntil(lambda: window.session.now.is_inactive and window.session.now.newest is not None)
    with qtbot.waitSignal(window.data_change.compared):
        window.data_editor.leave_out([PictureKey("train", 0)])
    notice(window).close()
    button(window, "assist").click()
    assert window.change_report.dialog.isVisible()
    assert button(window, "assist").isVisible()


def test_a_lesson_can_be_left_and_resumed_in_another_session(window, qtbot, settings, builtin_dataset):
    lead_to(window, GAP, 2)
    button(window, "back").click()
    button(window, "leave").click()
    assert window.help.guide.step is None
    window.close()
    again = build_window(builtin_dataset, settings)
    qtbot.addWidget(again)
    again.show()
    again.help.start_lesson(GAP.id)
    assert again.help.guide.step is GAP.steps[1]
    again.close()


def test_stored_progress_that_is_damaged_counts_as_none(settings):
    settings._values["help/lessons"] = '{"gap": "x", "why": 2}'
    assert settings.lesson_progress == {"why": 2}
    settings._values["help/lessons"] = "no JSON"
    assert settings.lesson_progress == {}


def test_a_step_is_completed_by_what_the_user_does_and_offered_no_longer(window, qtbot):
    lead_to(window, GAP, 1)
    assert not shown(window, "done").isVisible()
    button(window, "assist").setFocus()
    with qtbot.wait_for_end(window.session):
        window.findChild(QPushButton, "train_button").click()
    assert shown(window, "done").isVisible()
    assert not button(window, "assist").isVisible()
    assert button(window, "next").hasFocus()


def test_the_sheet_keeps_its_place_in_another_layout(window, qtbot):
    lead_to(window, GAP, 1)
    sheet = window.help.guide.sheet
    for layout in ("photos", "inspect", "train"):
        window.panels.show_layout(layout)
        qtbot.waitUntil(lambda: sheet.isVisible() and place_of(sheet).x() == 0 and sheet.width() >= scaled(235))
        assert sheet.height() >= scaled(200)


def place_of(widget):
    """Where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def has_the_whole_side(window):
    return window.findChild(QWidget, "left_row").height() > 0.8 * window.height()


def test_a_lesson_leaves_its_place_to_the_panels_now_and_at_the_next_start(window, qtbot, settings, builtin_dataset):
    lead_to(window, GAP, 1)
    qtbot.waitUntil(lambda: not has_the_whole_side(window))
    button(window, "leave").click()
    qtbot.waitUntil(lambda: has_the_whole_side(window))
    lead_to(window, GAP, 1)
    window.close()
    again = build_window(builtin_dataset, settings)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: has_the_whole_side(again))
    lead_to(again, GAP, 2)
    assert again.help.guide.sheet.isVisible()
    again.close()


def test_what_the_lesson_says_of_the_curves_is_true_of_the_drawings(window, qtbot):
    window.training_settings.set_value("iterations", 2500)
    with qtbot.wait_for_end(window.session):
        window.controls.train()
    lead_to(window, GAP, 4)
    qtbot.waitUntil(lambda: "owest about iteration" in shown(window, "note").text())
    iterations, costs = window.session.now.costs.test
    assert lowest_trend(costs) < 0.9 * costs[-1]
    button(window, "assist").click()
    assert window.playback.position == iterations[typical_iteration(costs)]


@pytest.mark.parametrize("size", [(1024, 700), (1280, 720), (1920, 1080)])
def test_the_sheet_covers_nothing_and_stays_with_its_buttons_where_it_is(window, qtbot, size):
    window.resize(*size)
    for lesson in LESSONS:
        lead_to(window, lesson, 0)
        sheet, next_ = window.help.guide.sheet, button(window, "next")
        corners = set()
        for step in lesson.steps:
            for _ in range(5):  # the text is laid out, and what it needs is given
                QApplication.processEvents()
            others = [window._training, *(page for page in window.panels.pages.values() if page.isVisible())]
            assert not [one for one in others if place_of(sheet).intersects(place_of(one))], step.title
            assert window.rect().contains(place_of(sheet)), step.title
            corners.add(next_.mapTo(window, next_.rect().bottomRight()).toTuple())
            next_.click()
        assert len(corners) == 1, lesson.title


@pytest.mark.parametrize("percent", [100, 200])
def test_the_window_does_not_grow_for_a_lesson_in_large_text(window, percent):
    window.resize(1366, 749)
    for lesson in (GAP, RATE, SEED):  # which open the panels on all sides
        window.help.start_lesson(lesson.id)
        text_size.set_percent(percent)
        for step in lesson.steps:
            for _ in range(5):  # the text is laid out, and what it needs is given
                QApplication.processEvents()
            assert window.size().toTuple() == (1366, 749), step.title
            assert window.help.guide.sheet.isVisible(), step.title
            button(window, "next").click()
        text_size.set_percent(100)


def test_a_step_begins_at_its_top_with_all_its_text_in_sight(window, qtbot):
    window.resize(1366, 749)
    with qtbot.wait_for_end(window.session):
        window.controls.train()
    for lesson in LESSONS:
        window.help.start_lesson(lesson.id)
        bar, title = window.help.guide.sheet.findChild(QScrollArea).verticalScrollBar(), shown(window, "title")
        for step in lesson.steps:
            qtbot.waitUntil(lambda: bar.maximum() == 0 and title.visibleRegion().boundingRect() == title.rect())  # noqa: B023
            assert title.text() == step.title
            button(window, "next").click()


@pytest.mark.parametrize("percent", [80, 150])
def test_no_button_of_a_lesson_is_cut_off(window, qtbot, percent):
    text_size.set_percent(percent)
    for lesson in LESSONS:
        for number, step in enumerate(lesson.steps):
            lead_to(window, lesson, number)
            for _ in range(5):  # the row of buttons may become two
                QApplication.processEvents()
            for name in ("back", "next", "assist", "leave"):
                hint = button(window, name).sizeHint()
                assert not button(window, name).isVisible() or button(window, name).width() >= hint.width(), step.title


def test_the_frame_follows_the_widget_and_takes_no_clicks(window):
    lead_to(window, GAP, 1)
    frame, train = window.help.guide.frame, window.findChild(QPushButton, "train_button")
    middle = train.mapTo(window, train.rect().center())
    assert frame.geometry().contains(middle)
    assert window.childAt(middle) is train
    window.panels.close_panel("data_panel")
    QApplication.processEvents()
    assert frame.geometry().contains(train.mapTo(window, train.rect().center()))
    train.hide()
    assert not frame.isVisible()


def test_the_widget_pointed_at_is_scrolled_into_view(window, qtbot):
    area = window.findChild(QWidget, "more_settings_panel").findChild(QScrollArea)
    target = window.findChild(QWidget, "patience_option")
    area.setFixedHeight(200)
    assert not target.isVisible()  # it is folded away, too
    window.help.guide.show_widget(target)
    window.help.guide.frame.point_at(target)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    qtbot.waitUntil(window.help.guide.frame.isVisible)


def test_what_it_points_at_is_shown_though_another_panel_fills_the_window(window, qtbot):
    window.findChild(QWidget, "data_grid").setFocus()
    window.panels.fill_used()
    assert not window.findChild(QPushButton, "train_button").isVisible()
    lead_to(window, GAP, 1)
    assert window.findChild(QPushButton, "train_button").isVisible()
    assert window.help.guide.frame.isVisible()


def test_escape_in_the_sheet_leaves_the_lesson(window, qtbot):
    lead_to(window, GAP, 0)
    qtbot.waitUntil(lambda: button(window, "next").hasFocus())
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(button(window, "next"), override)
    assert override.isAccepted()  # else the menus would take it
    qtbot.keyClick(button(window, "next"), Qt.Key.Key_Escape)
    assert window.help.guide.step is None


def test_a_lesson_is_led_by_the_keyboard(window, qtbot):
    lead_to(window, GAP, 0)
    window.findChild(QWidget, "data_grid").setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    for key, number in ((Qt.Key.Key_N, 1), (Qt.Key.Key_B, 0)):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda number=number: window.help.guide.step is GAP.steps[number])


# Names of folders that the user is to make.
EXAMPLES = {"cat", "other"}


def test_what_the_lessons_name_stands_on_the_screen(window):
    window.help.math  # noqa: B018  all panels and dialogs that a lesson may name
    names = {action.text() for action in window.findChildren(QAction)}
    names |= {page.title for page in window.panels.pages.values()}
    names |= {bar.tabText(tab) for bar in window.findChildren(QTabBar) for tab in range(bar.count())}
    names |= {box.itemText(item) for box in window.findChildren(QComboBox) for item in range(box.count())}
    for widget in window.findChildren(QAbstractButton):
        names |= {widget.text().replace("\n", " "), widget.accessibleName()}
    names = {name.replace("&", "") for name in names}
    texts = [step.text for lesson in LESSONS for step in lesson.steps]
    texts += [idea for lesson in LESSONS for idea in lesson.ideas]
    named = set(re.findall(r"“(.+?)”", " ".join(texts))) - EXAMPLES
    named |= set(re.findall(r"[Tt]ab ([A-Z]\w+)", " ".join(texts)))
    named |= set(re.findall(r"(?:under|in|ask|here|press) ([A-Z]\w+(?: settings)?)", " ".join(texts))) - {"T", "Enter"}
    assert "What changed…" in named
    assert named <= names, named - names
