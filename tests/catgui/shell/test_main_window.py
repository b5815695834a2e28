"""The whole window: start, training, files, settings and closing."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import getCppPointer

from catgui.app import build_window
from catgui.documents.model_document import ModelDocument
from catgui.models.messages import open_panel
from catgui.models.training.session import RunState
from catgui.shell.main_window import MainWindow
from catgui.style.colors import Theme
from catgui.style.text_size import text_size
from catgui.widgets.forms.training_form import TrainingBar
from tests.support import drops
from tests.support.messages import error
from tests.support.small_data import make_dataset, save_network
from tests.support.speed import fix_speed

# Of the fonts that desktops come with, at their usual size, in pixels.
USUAL_LETTER, USUAL_LINE = 7, 18


def train(window, qtbot, iterations=40):
    window.findChild(QLineEdit, "hidden_layers_field").setText("4")
    window.findChild(QDoubleSpinBox, "iterations_field").setValue(iterations)
    with qtbot.wait_for_end(window.session):
        action(window, "train").trigger()


def action(window, name):
    return window._menus.actions[name]


def message(window):
    return error(window).text


@pytest.mark.slow
def test_without_named_data_the_drawings_are_open(qtbot, settings):
    window = build_window(settings=settings)
    qtbot.addWidget(window)
    assert window.workspace.dataset.source == "builtin"
    assert "built-in drawings" in window.windowTitle()
    window.close()


@pytest.mark.slow
def test_the_object_names_are_those_that_outside_checks_use(window):
    window.make_all_panels()
    for name in ("train_button", "stop_button"):
        assert window.findChild(QToolButton, name) is not None
    for name in (
        "cost_plot",
        "data_panel",
        "training_panel",
        "results_panel",
        "wrong_predictions_panel",
        "photos_panel",
        "photos_drop_area",
    ):
        assert window.findChild(QWidget, name) is not None


@pytest.mark.slow
def test_an_enlarged_mistake_leads_to_the_reasons(window, qtbot):
    open_panel("why_panel")
    qtbot.waitUntil(lambda: window.findChild(QWidget, "why_panel").isVisible())


@pytest.mark.slow
def test_the_course_photos_give_the_notebooks_figures(qtbot, settings, course):
    window = build_window(course, settings)
    qtbot.addWidget(window)
    with qtbot.wait_for_end(window.session, timeout=300_000):
        qtbot.mouseClick(window.findChild(QToolButton, "train_button"), Qt.MouseButton.LeftButton)
    assert len(window.session.now.costs) == 2500
    assert window.findChild(QLabel, "results_train_accuracy").text() == "98.6%"
    assert window.findChild(QLabel, "results_test_accuracy").text() == "80.0%"
    window.close()


def test_space_trains_and_pauses_and_escape_stops(window, qtbot):
    fix_speed(window.session, 100)
    window.findChild(QWidget, "cost_plot").setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.session.now.state is RunState.RUNNING
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.now.state is RunState.PAUSED)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.now.state is RunState.IDLE


@pytest.mark.slow
def test_space_presses_the_focused_button(window, qtbot):
    window.activateWindow()
    window.findChild(QPushButton, "pictures_button").setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.findChild(QPushButton, "pictures_button"))
    assert action(window, "train").shortcut().isEmpty()
    window.findChild(QWidget, "cost_plot").setFocus()
    assert action(window, "train").shortcut().toString() == "Space"


def test_closing_while_training_ends_the_thread(window, qtbot):
    action(window, "train").trigger()
    qtbot.waitUntil(lambda: len(window.session.now.costs) > 0)
    window.close()
    assert window.session.now.state is RunState.IDLE


@pytest.mark.slow
def test_a_number_that_is_being_typed_as_the_window_closes_starts_no_run(window, qtbot, monkeypatch):
    monkeypatch.setattr(ModelDocument, "modified", False)  # else the window asks before it closes
    field = window.findChild(QDoubleSpinBox, "iterations_field")
    field.setValue(5)
    with qtbot.wait_for_end(window.session):
        action(window, "train").trigger()
    field.selectAll()
    qtbot.keyClicks(field, "50")
    assert window.training_settings.config.iterations == 50
    assert window.controls._typing.isActive()
    assert window.close()
    assert not window.controls._typing.isActive()
    assert window.session.now.is_inactive
    assert window.session.now.run.config.iterations == 5


@pytest.mark.slow
def test_a_read_error_names_the_file_and_keeps_the_open_data(window, dataset, qtbot, tmp_path):
    broken = tmp_path / "broken.h5"
    broken.write_text("<html>not found</html>", encoding="utf-8")
    with qtbot.waitSignal(window.workspace.not_opened):
        window.workspace.open([broken])
    assert str(broken) in message(window)
    assert window.workspace.dataset is dataset
    qtbot.waitUntil(lambda: not window.workspace.loading)


def test_exports_the_costs(window, qtbot, tmp_path):
    for _ in range(2):
        action(window, "step").trigger()
        qtbot.waitUntil(lambda: window.session.now.state is RunState.PAUSED)
    for name in ("plot.png", "plot.svg", "costs.csv"):
        window.files.save_commands.export_run(tmp_path / name)
    qtbot.waitUntil(lambda: window.files.save_commands.queue.name is None)
    assert all((tmp_path / name).stat().st_size > 0 for name in ("plot.png", "plot.svg", "costs.csv"))
    with (tmp_path / "costs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["train_cost"]) for row in rows[:2]] == window.session.now.costs.train.tolist()
    assert message(window) == ""


@pytest.mark.slow
def test_the_layout_is_remembered(window, qtbot, settings, dataset):
    window.panels.close_panel("data_panel")
    window.controls.perform("watch")
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert not again.panels.is_open("data_panel")
    assert again.controls.watches
    again.close()


@pytest.mark.slow
def test_the_detector_is_switched_off_beside_the_photos_and_stays_so(window, qtbot, settings, dataset):
    def switch(of):
        of.make_all_panels()
        return of.findChild(QAction, "detector_action")

    assert not switch(window).isChecked()
    switch(window).trigger()
    assert window.photos.detections.enabled
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    assert again.photos.detections.enabled
    assert switch(again).isChecked()
    switch(again).trigger()
    assert not again.photos.detections.enabled
    again.close()
    assert not settings.shows_detector


@pytest.mark.slow
def test_the_theme_can_be_chosen_and_is_remembered(window, settings, qtbot):
    themes = {action.data().value: action for action in window.findChild(QMenu, "theme_menu").actions()}
    themes["dark"].trigger()
    assert QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    assert settings.theme == "dark"
    themes["light"].trigger()
    assert QApplication.palette().color(QPalette.ColorRole.Window).lightness() > 128


def drop(window, *paths):
    return drops.drop(window, drops.files(*paths)) is not None


@pytest.mark.slow
def test_closing_asks_nothing(window, qtbot):
    train(window, qtbot)
    assert window.close()
    assert not window.isVisible()
    assert window.findChildren(QMessageBox) == []


def test_a_saved_model_is_opened_again_by_dropping_it(window, qtbot, tmp_path):
    train(window, qtbot)
    before = window.findChild(QLabel, "results_test_accuracy").text()
    save_network(window.document, tmp_path / "cats.npz")
    assert not window.isWindowModified()
    action(window, "reset").trigger()
    assert drop(window, tmp_path / "cats.npz")
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None)
    assert window.findChild(QLabel, "results_test_accuracy").text() == before
    assert "cats.npz" in window.windowTitle()


def test_dropped_photos_are_added_to_the_photos_panel(window, qtbot, tmp_path):
    Image.new("RGB", (90, 60), "orange").save(tmp_path / "orange.png")
    drop(window, tmp_path / "orange.png")
    qtbot.waitUntil(lambda: window.photos.rowCount() == 1 and not window.photos.busy)
    assert window.findChild(QWidget, "photos_panel").isVisible()


@pytest.mark.slow
def test_data_that_are_in_no_file_are_not_remembered(window, settings):
    window.workspace.set_dataset(make_dataset())
    assert settings.recent == []


def test_the_title_names_the_file_and_the_data_once_there_are_any(qtbot, qapp, settings, dataset):
    window = MainWindow(settings, Theme(qapp))
    qtbot.addWidget(window)
    assert window.windowTitle() == "Catgui[*]"
    window.workspace.set_dataset(dataset)
    assert window.windowTitle() == f"{dataset.name}[*] – Catgui"
    window.document.path = Path("folder/cats[*].npz")
    window.document.changed.emit()
    assert window.windowTitle() == f"cats[*][*].npz – {dataset.name}[*] – Catgui"
    window.document.path = None
    window.close()


@pytest.mark.slow
def test_the_window_fits_a_small_screen(window, qtbot):
    train(window, qtbot)
    # A font wider than usual may need more.
    letters = window.fontMetrics().averageCharWidth() / USUAL_LETTER
    for size in (QSize(1024, 700), QSize(960, 600)):
        most = size * max(1, letters)

        def fits(size=size, most=most):
            window.resize(size)
            return window.size().boundedTo(most) == window.size()

        qtbot.waitUntil(fits)  # only once it is low, it hides sliders, and may be lower still
    bar = window.findChild(TrainingBar)
    qtbot.waitUntil(lambda: bar.height() >= bar.minimumSizeHint().height())  # else its rows overlap


@pytest.mark.slow
def test_the_largest_text_fits_a_small_screen(window, qtbot):
    train(window, qtbot)
    window.panels.open("why_panel")
    letters = window.fontMetrics().averageCharWidth() / USUAL_LETTER
    try:
        text_size.set_percent(200)
        window.resize(1024, 700)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: window.width() <= 1024 * max(1, letters))
    finally:
        text_size.set_percent(100)


@pytest.mark.slow
def test_tab_comes_to_the_status_bar_last(window):
    window.make_all_panels()
    reached, widget = [], window.nextInFocusChain()
    while widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(window.statusBar().isAncestorOf(widget))
        widget = widget.nextInFocusChain()
    assert any(reached)
    assert reached == sorted(reached)


class LayoutCounter(QObject):
    """Counts the requests for another layout, in all widgets."""

    count = 0

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.LayoutRequest:
            self.count += 1
        return False


class StyleCounter(QObject):
    """Counts how often each object got another style."""

    def __init__(self):
        super().__init__()
        self.counts = Counter()

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.StyleChange:
            self.counts[getCppPointer(watched)] += 1
        return False


def test_a_new_window_is_styled_once(qtbot, qapp, settings):
    qapp.setStyleSheet("")
    counter = StyleCounter()
    qapp.installEventFilter(counter)
    window = MainWindow(settings, Theme(qapp))
    qapp.removeEventFilter(counter)
    qtbot.addWidget(window)
    labels = window.findChildren(QLabel)
    assert labels
    assert max(counter.counts[getCppPointer(label)] for label in labels) == 1
    window.close()


def test_a_window_at_rest_lays_nothing_out(window, qtbot):
    counter = LayoutCounter()
    window.panels.open("photos_panel")
    for _ in range(100):
        QApplication.processEvents()
    QApplication.instance().installEventFilter(counter)
    for _ in range(20):
        QApplication.processEvents()
    QApplication.instance().removeEventFilter(counter)
    assert counter.count == 0
