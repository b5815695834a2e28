"""The Help menu: F1, the glossary, the shortcuts, the lessons, and the offer at the first start."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QPushButton,
    QTabBar,
    QTreeWidget,
    QWidget,
)

from catgui.app import _offer_lesson
from catgui.help.glossary import GLOSSARY, find_term
from catgui.help.lessons import GAP, LESSONS, OWN, RATE, SEED
from catgui.help.links import plain_text
from catgui.help.panels import OTHER_HELP, PANEL_HELP
from tests.support.messages import question_of


def trigger(window, name):
    window._menus.actions[name].trigger()


def text(window, name):
    shown = window.findChild(QLabel, name)
    return getattr(shown, "plain", shown.text())


def panels(window):
    return {widget.objectName() for widget in window.findChildren(QWidget) if widget.objectName().endswith("_panel")}


def test_every_panel_has_help(window):
    assert panels(window) == set(PANEL_HELP)


def test_f1_explains_the_panel_with_the_focus(window):
    for name, help_ in PANEL_HELP.items():
        panel = window.findChild(QWidget, name)
        window.docks.raise_panel(panel)
        panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # some have nothing to focus before a run
        panel.setFocus()
        trigger(window, "panel_help")
        dialog = window.findChild(QWidget, "panel_help_dialog")
        assert dialog.isVisible()
        assert not dialog.isModal()
        assert text(window, "panel_help_shows") == plain_text(help_.shows)
        dock = panel.parentWidget()
        assert text(window, "panel_help_title") in (dock.windowTitle(), "Training")
        dialog.close()
        window.activateWindow()


def test_after_a_click_on_a_tab_f1_and_f11_are_about_its_panel(window, qtbot):
    window.findChild(QLineEdit, "learning_rate_field").setFocus()
    dock = window.findChild(QDockWidget, "runs_panel_dock")
    click_tab(window, qtbot, dock)
    trigger(window, "panel_help")
    assert text(window, "panel_help_shows") == PANEL_HELP["runs_panel"].shows
    assert not window.findChild(QLabel, "panel_help_control").isVisible()
    trigger(window, "fill_window")
    assert [one for one in window.docks.all if not one.isHidden()] == [dock]


def test_after_a_click_on_a_tab_space_trains_and_tab_leads_into_the_panel(window, qtbot):
    dock = window.findChild(QDockWidget, "reliability_panel_dock")
    click_tab(window, qtbot, dock)
    assert window._menus.actions["train"].shortcut() == QKeySequence("Space")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not dock.widget()
    assert dock.isAncestorOf(QApplication.focusWidget())


def click_tab(window, qtbot, dock):
    window.docks.raise_named(dock.widget().objectName())
    window.docks.raise_named("wrong_predictions_panel")
    QApplication.processEvents()
    bar = next(bar for bar in window.findChildren(QTabBar) if bar.parent() is window and bar.count() > 2)
    place = next(place for place in range(bar.count()) if bar.tabText(place) == dock.windowTitle())
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())


def test_f1_explains_the_control_with_the_focus_first(window):
    window.findChild(QLineEdit, "learning_rate_field").setFocus()
    trigger(window, "panel_help")
    shown = window.findChild(QLabel, "panel_help_control")
    assert shown.isVisible()
    assert find_term("learning rate").text in shown.plain


def test_the_menu_of_a_panel_explains_it(window):
    dock = window.findChild(QDockWidget, "results_panel_dock")
    dock.menu.aboutToShow.emit()
    next(action for action in dock.menu.actions() if action.text() == "&Help on this panel").trigger()
    assert text(window, "panel_help_title") == "Results"
    assert not window.findChild(QLabel, "panel_help_control").isVisible()


def test_the_tour_goes_through_all_panels_and_leads_to_them(window, qtbot):
    trigger(window, "tour")
    dialog, pages = window.findChild(QWidget, "panel_help_dialog"), window.findChild(QListWidget, "panel_help_pages")
    titles = [help_.title for help_ in (*PANEL_HELP.values(), *OTHER_HELP.values())]
    assert [pages.item(row).text() for row in range(pages.count())] == titles
    for row, (name, help_) in enumerate({**PANEL_HELP, **OTHER_HELP}.items()):
        pages.setCurrentRow(row)
        assert text(window, "panel_help_reading") == plain_text(help_.reading)
        open_ = window.findChild(QPushButton, "panel_help_open_button")
        assert open_.isVisible() == (name in PANEL_HELP)
        if name in PANEL_HELP:
            open_.click()
            qtbot.waitUntil(window.findChild(QWidget, name).isVisible)
    window.help.explain_panel("results_panel")
    dialog.findChild(QLabel, "panel_help_ideas").linkActivated.emit("panel:threshold_panel")
    assert text(window, "panel_help_title") == "Threshold"
    dialog.findChild(QLabel, "panel_help_reading").linkActivated.emit("term:ROC curve")
    assert text(window, "glossary_term") == "ROC curve"
    window.findChild(QLabel, "glossary_text").linkActivated.emit("term:threshold")
    assert text(window, "glossary_term") == "threshold"


def test_outside_all_panels_f1_explains_training(window):
    window.menuBar().setFocus()
    trigger(window, "panel_help")
    assert text(window, "panel_help_title") == "Training"


def test_the_glossary_is_searched_by_name_first_and_by_text(window):
    trigger(window, "glossary")
    search, terms = window.findChild(QLineEdit, "glossary_search"), window.findChild(QListView, "glossary_list").model()
    assert terms.rowCount() == len(GLOSSARY)
    search.setText(" THRESH ")
    names = [terms.index(row, 0).data() for row in range(terms.rowCount())]
    assert names[0] == "threshold"
    assert "prediction" in names
    assert text(window, "glossary_text") == find_term("threshold").text
    search.setText("xyzzy")
    assert terms.rowCount() == 0
    assert text(window, "glossary_term") == ""


def listed_keys(window):
    trigger(window, "shortcuts")
    tree = window.findChild(QTreeWidget, "shortcuts_list")
    groups = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return {
        group.text(0): [(group.child(row).text(0), group.child(row).text(1)) for row in range(group.childCount())]
        for group in groups
    }


def test_all_shortcuts_of_the_menus_are_listed(window):
    window.findChild(QPushButton, "train_button").setFocus()  # for now, Space presses this button
    listed = {key for pairs in listed_keys(window).values() for _, key in pairs}
    native = QKeySequence.SequenceFormat.NativeText
    assert {action.shortcut().toString(native) for action in window.findChildren(QAction)} - {""} <= listed
    assert "Space" in listed


def test_the_lessons_are_listed_with_their_progress(window, settings):
    settings.lesson_progress = {GAP.id: len(GAP.steps), RATE.id: len(RATE.steps), SEED.id: 2, OWN.id: len(OWN.steps)}
    settings.lesson_tasks = {GAP.id: sum(1 << number for number in GAP.tasks()), OWN.id: 0b10010}
    trigger(window, "lessons")
    lessons = window.findChild(QListWidget, "lessons_list")
    shown = [lessons.item(row).text() for row in range(lessons.count())]
    assert len(shown) == len(LESSONS)
    assert "✓ Done" in shown[0]
    assert shown[1].splitlines()[-1] == "Looked through"
    assert shown[5].splitlines()[-1] == f"Looked through, 2 of {len(OWN.tasks())} tasks done"
    assert f"Step 3 of {len(SEED.steps)}" in shown[3].splitlines()  # with the summary, a line could be too long
    assert lessons.currentRow() == 1  # the first that is not done
    lessons.setCurrentRow(3)
    start = window.findChild(QPushButton, "start_lesson_button")
    assert start.text() == "&Continue"
    start.click()
    assert window.help.guide.step is SEED.steps[2]


def offer(window):
    found = question_of(window, window.help)
    return found if found.is_shown() else None


def test_a_window_of_tests_offers_nothing(window):
    assert offer(window) is None


def test_a_lesson_is_offered_once_and_leaves_the_focus_alone(window, settings, qtbot):
    focused = QApplication.focusWidget()
    _offer_lesson(window)
    assert offer(window) is not None
    assert QApplication.focusWidget() is focused
    qtbot.keyClick(window.messages.place, Qt.Key.Key_Escape)
    assert offer(window) is None
    _offer_lesson(window)
    assert offer(window) is None
    assert settings.lesson_offered


def test_the_offer_stays_while_data_are_opened_and_goes_when_a_network_is_trained(window, qtbot, dataset):
    _offer_lesson(window)
    window.workspace.set_dataset(dataset)
    assert offer(window) is not None
    trigger(window, "step")
    qtbot.waitUntil(lambda: offer(window) is None and window.session.is_inactive)


def test_help_is_imported_when_it_is_used(window):
    assert "help" not in vars(window)


def test_check_the_maths_opens_beside_the_window_and_ends_with_it(window, qtbot):
    trigger(window, "check_maths")
    dialog = window.findChild(QWidget, "maths_dialog")
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.findChild(QPushButton, "maths_start").click()
    assert window.help.maths._check._task.busy
    window.close()
    assert not window.help.maths._check._task.busy
