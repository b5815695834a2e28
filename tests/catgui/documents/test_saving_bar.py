"""The progress bar of saving, shown for slow writes only."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from catgui.documents.save_commands import SavingBar


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
def bar(qtbot, saving):
    window = QWidget()
    layout = QVBoxLayout(window)
    bar = SavingBar(saving)
    bar._show_timer.setInterval(1)
    layout.addWidget(bar)
    layout.addWidget(QPushButton("the next"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield bar
    saving.become(None)


def text_of(bar):
    return bar.findChild(QWidget, "saving_words").text()


def stop(bar):
    return bar.findChild(QPushButton, "stop_saving_button")


def test_the_bar_is_shown_after_a_delay_and_hidden_at_the_end(bar, saving, qtbot):
    assert not bar.isVisible()
    saving.become("run.py")
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible)
    assert text_of(bar) == "Saving run.py"
    saving.become(None)
    assert not bar.isVisible()


def test_a_fast_write_never_shows_the_bar(bar, saving):
    saving.become("run.py")
    saving.become(None)
    assert not bar._show_timer.isActive()


def test_the_progress_is_that_of_the_current_file(bar, saving):
    progress = bar.findChild(QProgressBar)
    saving.become("big.h5")
    assert (progress.minimum(), progress.maximum()) == (0, 0)
    saving.progressed.emit(3 * 2**33, 4 * 2**33)
    assert (progress.value(), progress.maximum()) == (75, 100)
    saving.become(None)
    assert (progress.minimum(), progress.maximum()) == (0, 0)


def test_the_button_cancels_and_the_next_key_presses_no_other_button(bar, saving, qtbot):
    saving.become("run.py")
    qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(bar.window().isActiveWindow)
    stop(bar).setFocus()
    qtbot.keyClick(stop(bar), Qt.Key.Key_Space)
    assert saving.cancelled == 1
    saving.become(None)
    assert bar.window().hasFocus()
