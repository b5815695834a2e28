"""Help, Check the math: the dialog compares the open data with the settings of the form."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton

from catgui.guidance.math_dialog import NO_DATA, WAITING, MathCheck, MathDialog
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((4,), 0.05, 30, 2, momentum=0.9)
CHECKED = TrainingConfig((4,), 0.05, 30, 2)


@pytest.fixture
def dialog(qtbot, dataset):
    workspace, settings = Workspace(), TrainingSettings()
    workspace.set_dataset(dataset)
    settings.set_config(CONFIG)
    dialog = MathDialog(workspace, settings)
    qtbot.addWidget(dialog)
    dialog.settings = settings
    dialog.open()
    yield dialog
    dialog.shutdown()


def child(dialog, kind, name):
    return dialog.findChild(kind, f"math_{name}")


def text(dialog, name):
    return child(dialog, QLabel, name).text()


def test_it_opens_on_what_the_window_has_and_shows_what_came_out(dialog, dataset, qtbot):
    assert dialog.isVisible()
    assert text(dialog, "subject").startswith(f"{dataset.name}, 24 training pictures; hidden layers 4")
    assert "Momentum" in text(dialog, "subject")
    child(dialog, QPushButton, "start").click()
    qtbot.waitUntil(lambda: text(dialog, "answer").startswith("The costs agree"))
    assert not dialog.findChild(QProgressBar).isVisible()
    dialog.settings.set_value("learning_rate", 0.02)
    assert text(dialog, "answer") == ""
    assert child(dialog, QPushButton, "start").isVisible()


@pytest.fixture
def busy(dialog, qtbot, monkeypatch):
    """While it compares, which it does until it is cancelled."""

    def endless(*arguments):
        work = arguments[-1]
        while True:
            work.report(1, 4)

    monkeypatch.setattr("catgui.guidance.math_dialog.compare_with_notebook", endless)
    dialog.settings.set_value("seed", 7)
    child(dialog, QPushButton, "start").setFocus()
    child(dialog, QPushButton, "start").click()
    qtbot.waitUntil(lambda: dialog.findChild(QProgressBar).value() == 250)
    return dialog


def test_while_it_is_busy_there_is_stop_instead_of_start_with_the_focus(busy, qtbot):
    stop = child(busy, QPushButton, "stop")
    assert text(busy, "answer") == WAITING
    assert not child(busy, QPushButton, "start").isVisible()
    assert QApplication.focusWidget() is stop
    stop.click()
    assert child(busy, QPushButton, "start").isVisible()
    qtbot.waitUntil(lambda: not busy._check._task.busy)


def test_closing_the_dialog_ends_it_and_opening_it_offers_it_again(busy, qtbot):
    busy.reject()
    qtbot.waitUntil(lambda: not busy._check._task.busy)
    busy.open()
    assert child(busy, QPushButton, "start").isVisible()
    assert text(busy, "answer") == ""


@pytest.fixture
def settings():
    settings = TrainingSettings()
    settings.set_config(CHECKED)
    return settings


@pytest.fixture
def check(workspace, settings):
    """Active, with what it has shown in `shown`."""
    check = MathCheck(workspace, settings)
    check.shown = []
    for signal in (check.found, check.unavailable, check.started):
        signal.connect(check.shown.append)
    check.offered.connect(lambda text, _: check.shown.append(text))
    check.set_active(True)
    yield check
    check.shutdown()


def run(check, qtbot):
    with qtbot.waitSignal(check.found):
        check.start()


def test_without_data_there_is_nothing_to_compare(settings):
    check, shown = MathCheck(Workspace(), settings), []
    check.unavailable.connect(shown.append)
    check.set_active(True)
    check.start()
    assert set(shown) == {NO_DATA}


def test_it_compares_all_iterations_of_the_settings(check, dataset, qtbot):
    assert check.shown[-1].startswith(f"{dataset.name}, 24 training pictures; hidden layers 4; ")
    run(check, qtbot)
    assert check.shown[-2] == WAITING
    found = check.shown[-1]
    assert (found.iterations, found.pictures, found.differs_from) == (30, 24, None)


def test_once_found_it_is_there_when_the_dialog_opens_again(check, qtbot):
    run(check, qtbot)
    found = check.shown[-1]
    check.set_active(False)
    check.set_active(True)
    assert check.shown[-1] is found


@pytest.fixture
def endless(monkeypatch):
    """A comparison that goes on until it is cancelled."""

    def compare(*_arguments):
        work = _arguments[-1]
        while True:
            work.report(1, 100)

    monkeypatch.setattr("catgui.guidance.math_dialog.compare_with_notebook", compare)


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("is_of_data", [True, False])
def test_other_data_and_other_settings_end_it(check, workspace, settings, qtbot, is_of_data):
    check.follow()
    settings.set_value("seed", 3)
    with qtbot.waitSignal(check.progressed):
        check.start()
    workspace.set_dataset(make_dataset(seed=9)) if is_of_data else settings.set_value("learning_rate", 0.5)
    assert ("rate 0.5;" in check.shown[-1]) is not is_of_data
    qtbot.waitUntil(lambda: not check._task.busy)
    assert check.value is None


@pytest.mark.usefixtures("endless")
def test_it_can_be_stopped_and_is_offered_again(check, settings, qtbot):
    settings.set_value("seed", 3)
    with qtbot.waitSignal(check.progressed):
        check.start()
    check.cancel()
    qtbot.waitUntil(lambda: not check._task.busy)
    assert "training pictures" in check.shown[-1]


def test_other_settings_clear_what_was_found(check, settings, qtbot):
    run(check, qtbot)
    settings.set_value("learning_rate", 0.5)
    assert "rate 0.5;" in check.shown[-1]
    assert check.value is None


def test_a_failure_is_a_text(check, settings, qtbot):
    settings.set_config(TrainingConfig((4,), 1e200, seed=1))
    check.start()
    qtbot.waitUntil(lambda: "diverged" in check.shown[-1])
