"""The sheet of a lesson, below a panel."""

import pytest
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget

from catgui.domain.prediction_texts import ANY_CLASSES
from catgui.help.lesson import RunFacts, StepProgress
from catgui.help.lessons import LAYERS
from catgui.widgets.help.lesson_sheet import LessonSheet


@pytest.fixture
def sheet(qtbot):
    """A sheet below a list that takes all the room that is left."""
    side = QWidget()
    qtbot.addWidget(side)
    column, sheet = QVBoxLayout(side), LessonSheet(side)
    column.addWidget(QListView(), stretch=1)
    column.addWidget(sheet)
    sheet.show_step(LAYERS, StepProgress(LAYERS.steps[0], RunFacts(), RunFacts()), ANY_CLASSES)
    sheet.show()
    side.resize(340, 700)
    side.show()
    sheet.side_kept = side
    return sheet


@pytest.mark.parametrize("height", [260, 330])
def test_it_gets_the_height_to_which_it_grows(sheet, height):
    sheet.grow_to(height)
    QApplication.processEvents()
    assert sheet.height() == height
