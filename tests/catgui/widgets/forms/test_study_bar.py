"""The controls of a study."""

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from catgui.style.tooltips import unescape_tooltip
from catgui.widgets.forms.study_bar import StudyBar


@pytest.fixture
def bar(qtbot):
    bar = StudyBar("doubtful", "Which labels may be wrong?")
    qtbot.addWidget(bar)
    bar.show()
    return bar


def line(bar):
    return bar.findChild(QLabel, "doubtful_time_left")


def test_a_note_takes_the_place_of_the_progress_while_nothing_runs(bar):
    progress = bar.findChild(QProgressBar)
    bar.show_note("Made before.")
    assert line(bar).text() == "Made before."
    assert not progress.isVisible()
    bar.show_busy(True)
    assert progress.isVisible()
    assert not line(bar).isVisible()
    bar.show_busy(False)
    assert line(bar).text() == "Made before."
    bar.show_note("")
    assert progress.isVisible()
    assert not line(bar).isVisible()


def test_the_start_button_says_what_it_starts(bar):
    button = bar.findChild(QPushButton, "doubtful_button")
    bar.set_start_text("Find")
    bar.set_start_tip("It takes some seconds.")
    assert button.text() == "Find"
    assert unescape_tooltip(button.toolTip()) == "Which labels may be wrong?\n\nIt takes some seconds."
    bar.set_start_tip("")
    assert unescape_tooltip(button.toolTip()) == "Which labels may be wrong?"
