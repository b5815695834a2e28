"""The results on the user's photos, in panels of different heights."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel

from catgui.panels.photos.photo_results import PhotoResults
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from catgui.widgets.figures.confusion_matrix import ConfusionCell, ConfusionMatrix
from engine.analysis.evaluation import Evaluation
from tests.support.photo_entries import CLASSES


def show(results, evaluation):
    results._notes.tally = SimpleNamespace(evaluation=evaluation)
    results.show_tally()


@pytest.fixture
def results(qtbot):
    results = PhotoResults(SimpleNamespace(), SimpleNamespace())
    qtbot.addWidget(results)
    show(results, Evaluation(np.array([[0.9, 0.2, 0.7]]), np.array([[1, 1, 0]]), CLASSES))
    results.show()
    return results


def test_of_few_photos_there_are_counts_and_no_percentages(results):
    few = [text.text() for text in results.findChildren(QLabel)]
    assert "2 of 3" not in few
    assert "1 of 3" in few
    assert not any("%" in text for text in few)
    labels = np.array([[1] * 6 + [0] * 4])
    show(results, Evaluation(np.full((1, 10), 0.9), labels, CLASSES))
    many = [text.text() for text in results.findChildren(QLabel)]
    assert "60.0%" in many
    assert "6 of 10 right" in many
    assert many.count("100.0%") == 2
    assert "likely" in results.findChild(AccuracyFigure).toolTip()
    show(results, Evaluation(np.full((1, 9), 0.9), labels[:, :9], CLASSES))
    assert not results.findChild(AccuracyFigure).toolTip()


def lay_out(results, height):
    results.resize(results.width(), height)
    QApplication.processEvents()


def shows_accuracy(results):
    return results.findChild(QLabel, "photos_accuracy").isVisible()


def test_where_there_is_room_the_accuracy_stands_above_the_matrix(results):
    lay_out(results, 400)
    assert shows_accuracy(results)


def test_in_a_low_panel_the_matrix_is_whole(results):
    lay_out(results, results.findChild(ConfusionMatrix).minimumSizeHint().height() + 4)
    assert not shows_accuracy(results)
    assert results.verticalScrollBar().maximum() == 0
    assert all(not cell.visibleRegion().isEmpty() for cell in results.findChildren(ConfusionCell))
    lay_out(results, 400)
    assert shows_accuracy(results)


def test_the_cells_take_the_height_that_there_is(results):
    lay_out(results, 300)
    lowest = max(cell.mapTo(results, cell.rect().bottomLeft()).y() for cell in results.findChildren(ConfusionCell))
    assert results.height() - lowest < 4
