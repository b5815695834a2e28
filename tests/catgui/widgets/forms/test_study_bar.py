"""The controls of a study."""

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar

from catgui.widgets.forms import study_bar
from catgui.widgets.forms.study_bar import StudyBar


@pytest.fixture
def now(monkeypatch):
    """The seconds that its clock shows, in a list."""
    seconds = [1000.0]
    monkeypatch.setattr(study_bar.time, "monotonic", lambda: seconds[0])
    return seconds


@pytest.fixture
def bar(qtbot):
    bar = StudyBar("seeds", "How much is the seed?")
    qtbot.addWidget(bar)
    bar.show()
    return bar


def line(bar):
    return bar.findChild(QLabel, "seeds_time_left")


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
    assert not progress.isVisible()  # an empty one looks like a slider
    assert not line(bar).isVisible()


def test_a_long_study_says_how_long_it_will_take(bar, now):
    left = line(bar)
    bar.show_busy(True)
    assert not left.isVisible()
    now[0] += 500  # while features are made
    bar.show_features_progress(9, 10)
    assert "90%" in left.text()
    bar.show_progress(0, 50)
    now[0] += 10
    bar.show_busy(True)  # as at each result
    bar.show_progress(1, 50)
    assert left.isVisible()
    assert left.text() == "about 9 min left"
    bar.show_busy(False)
    assert not left.isVisible()
