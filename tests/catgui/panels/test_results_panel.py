"""The results panel, looked at as a user would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QTabBar

from catgui.panels.results_panel import ResultsPanel
from catgui.widgets.figures.confusion_matrix import ConfusionCell
from catgui.widgets.figures.figure_bar import FigureBar
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)


@pytest.fixture
def panel(qtbot, session):
    panel = ResultsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(290, 500)
    panel.show()
    return panel


@pytest.fixture
def trained(panel, session, dataset, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, QUICK)
    return session.snapshot


def said(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def words(panel, name):
    return panel.findChild(QLabel, f"results_{name}").text()


def counts(panel):
    cells = sorted(panel.findChildren(ConfusionCell), key=lambda cell: (cell.y(), cell.x()))
    return [cell.findChild(QLabel).text() for cell in cells]


def test_another_threshold_is_told_and_goes_with_the_network(panel, trained, session):
    line = panel.findChild(QLabel, "results_threshold")
    assert not line.isVisible()
    session.set_threshold(0.744)
    assert line.isVisible()
    assert line.text() == "Called cat above 0.74: see Threshold"
    session.reset()
    assert session.threshold == 0.5
    assert not line.isVisible()


def choose(panel, qtbot, text):
    tabs = panel.findChild(QTabBar)
    where = next(tab for tab in range(tabs.count()) if tabs.tabText(tab) == text)
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(where).center())


def test_before_training_it_says_what_it_will_show(panel):
    assert said(panel) == ["Train the network: how many pictures of each class it gets right will be shown here."]


def test_shows_accuracy_counts_and_baseline_of_both_parts(panel, trained):
    for part, evaluation in (("train", trained.train), ("test", trained.test)):
        assert words(panel, f"{part}_accuracy") == f"{evaluation.accuracy:.1%}"
        assert words(panel, f"{part}_counts") == f"{evaluation.correct} of {evaluation.count} right"
    assert words(panel, "train_baseline") == "always non-cat: 66.7%"
    assert words(panel, "test_baseline") == "always non-cat: 60.0%"


def test_every_bar_says_its_figure_in_words(panel, trained):
    texts = [bar.accessibleName() for bar in panel.findChildren(FigureBar)]
    assert f"Test accuracy {trained.test.accuracy:.1%}; always non-cat: 60.0% (the mark)" in texts
    for figures in trained.test.class_metrics():
        for name, share in (("precision", figures.precision), ("recall", figures.recall), ("F1", figures.f1)):
            assert f"{name} of {figures.name}: {share:.1%}" in texts
            assert f"{share:.1%}" in said(panel)


def test_the_matrix_is_of_the_part_chosen(panel, trained, qtbot):
    assert counts(panel) == [str(count) for count in trained.test.confusion.ravel()]
    choose(panel, qtbot, "Training")
    assert counts(panel) == [str(count) for count in trained.train.confusion.ravel()]


def test_follows_the_training(panel, session, dataset, qtbot):
    accuracies = []
    session.evaluated.connect(lambda _: accuracies.append(words(panel, "train_accuracy")))
    config = TrainingConfig(hidden_layers=(4,), learning_rate=0.05, iterations=1_000_000)
    session.start(dataset, config)
    qtbot.waitUntil(lambda: len(accuracies) >= 3)
    assert accuracies[0] == "–"
    assert "–" not in accuracies[1:]


def test_a_new_run_keeps_the_shape_without_the_old_figures(panel, session, trained, dataset):
    session.start(dataset, QUICK)
    assert words(panel, "test_accuracy") == "–"
    assert counts(panel) == ["–"] * 4
    assert "is non-cat" in said(panel)


def test_a_reset_says_again_what_it_will_show(panel, session, trained):
    session.reset()
    assert len(said(panel)) == 1


def test_opened_late_it_shows_what_is_trained_already(qtbot, session, trained):
    late = ResultsPanel(session)
    qtbot.addWidget(late)
    assert words(late, "test_accuracy") == f"{trained.test.accuracy:.1%}"


@pytest.mark.parametrize(
    "classes", [("non-cat", "cat"), ("anything but a Norwegian forest cat", "Norwegian forest cat")]
)
def test_fits_its_place_without_scrolling(panel, session, qtbot, classes):
    with qtbot.waitSignal(session.completed):
        session.start(make_dataset(classes=classes), QUICK)
    scroll = panel.findChild(QScrollArea)
    qtbot.waitUntil(lambda: scroll.widget().width() == scroll.viewport().width())
    assert scroll.widget().height() <= scroll.viewport().height()


def test_the_course_photos_give_the_notebooks_figures(panel, session, course, qtbot):
    with qtbot.waitSignal(session.completed, timeout=300_000):
        session.start(course, TrainingConfig())
    assert words(panel, "train_counts") == "206 of 209 right"
    assert words(panel, "test_counts") == "40 of 50 right"
    assert words(panel, "test_baseline") == "always cat: 66.0%"
