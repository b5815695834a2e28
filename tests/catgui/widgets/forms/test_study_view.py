"""The view of a study."""

import pytest
from PySide6.QtWidgets import QLabel, QSpinBox, QWidget

from catgui.widgets.forms import study_bar
from catgui.widgets.forms.study_view import StudyView


@pytest.fixture
def now(monkeypatch):
    """The seconds that its clock shows, in a list."""
    seconds = [1000.0]
    monkeypatch.setattr(study_bar.time, "monotonic", lambda: seconds[0])
    return seconds


@pytest.fixture
def view(qtbot, now):
    view = StudyView("seeds", "What is it?", QWidget(), [QSpinBox()])
    qtbot.addWidget(view)
    view.show()
    return view


def test_a_long_study_says_how_long_it_will_take(view, now):
    left = view.findChild(QLabel, "seeds_time_left")
    view.show_busy(True)
    assert not left.isVisible()
    now[0] += 500  # while features are made
    view.show_features_progress(9, 10)
    view.show_progress(0, 50)
    now[0] += 10
    view.show_busy(True)  # as at each result
    view.show_progress(1, 50)
    assert left.isVisible()
    assert left.text() == "about 9 min left"
    view.show_busy(False)
    assert not left.isVisible()
