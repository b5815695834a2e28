"""The controls of a study."""

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QSpinBox

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
    bar = StudyBar("seeds", "How much is the seed?", QSpinBox())
    qtbot.addWidget(bar)
    bar.show()
    return bar


def line(bar):
    return bar.findChild(QLabel, "seeds_time_left")


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
    assert not bar.findChild(QProgressBar).isVisible()  # an empty one looks like a slider
