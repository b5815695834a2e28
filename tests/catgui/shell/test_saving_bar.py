"""The line that is there while something is being written, and not for what is over in a moment."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from catgui.shell.saving_bar import SavingBar


class FakeSaving(QObject):
    changed, progressed = Signal(), Signal(object, object)

    def __init__(self):
        super().__init__()
        self.name, self.has_deferred_action, self.cancelled = None, False, 0

    def cancel(self):
        self.cancelled += 1

    def become(self, name, has_deferred_action=False):
        self.name, self.has_deferred_action = name, has_deferred_action
        self.changed.emit()


@pytest.fixture
def saving(qtbot):
    return FakeSaving()


@pytest.fixture
def refuge(qtbot):
    return QPushButton("elsewhere")


@pytest.fixture
def bar(qtbot, saving, refuge):
    window = QWidget()
    layout = QVBoxLayout(window)
    bar = SavingBar(saving, lambda: refuge)
    layout.addWidget(bar)
    layout.addWidget(QPushButton("the next"))
    layout.addWidget(refuge)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield bar
    saving.become(None)


def words(bar):
    return bar.findChild(QWidget, "saving_words").text()


def stop(bar):
    return bar.findChild(QPushButton, "stop_saving_button")


def test_it_comes_after_a_moment_and_goes_with_the_file(bar, saving, qtbot):
    assert not bar.isVisible()
    saving.become("run.py")
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible)
    assert words(bar) == "Saving run.py"
    saving.become(None)
    assert not bar.isVisible()


def test_what_is_over_in_a_moment_never_shows_it(bar, saving):
    saving.become("run.py")
    saving.become(None)
    assert not bar._show_timer.isActive()


def test_it_tells_how_far_the_file_is_and_begins_anew_with_the_next(bar, saving):
    progress = bar.findChild(QProgressBar)
    saving.become("big.h5")
    assert (progress.minimum(), progress.maximum()) == (0, 0)
    saving.progressed.emit(3 * 2**33, 4 * 2**33)
    assert (progress.value(), progress.maximum()) == (75, 100)
    saving.become(None)
    assert (progress.minimum(), progress.maximum()) == (0, 0)


def test_it_says_that_the_window_closes_afterwards(bar, saving, qtbot):
    saving.become("run.py")
    qtbot.waitUntil(bar.isVisible)
    saving.become("run.py", has_deferred_action=True)
    assert words(bar) == "Saving run.py; then the window closes"
    assert bar.isVisible()


def test_its_button_gives_the_file_up_and_the_keyboard_goes_where_it_is_told(bar, saving, refuge, qtbot):
    saving.become("run.py")
    qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(bar.window().isActiveWindow)
    stop(bar).setFocus()
    qtbot.keyClick(stop(bar), Qt.Key.Key_Space)
    assert saving.cancelled == 1
    saving.become(None)
    assert refuge.hasFocus()
