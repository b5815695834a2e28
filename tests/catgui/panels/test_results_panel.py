"""The results panel, as a user sees it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QTabBar, QToolButton

from catgui.panels.results_panel import ResultsPanel
from catgui.style.text_size import scaled, text_size
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.figures import ConfusionCell, FigureBar
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)


@pytest.fixture
def panel(qtbot, session):
    panel = ResultsPanel(session, print)
    qtbot.addWidget(panel)
    panel.resize(290, 500)
    panel.show()
    return panel


@pytest.fixture
def trained(panel, session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    return session.now.snapshot


def visible_texts(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def text_of(panel, name):
    return panel.findChild(QLabel, f"results_{name}").text()


def counts(panel):
    cells = sorted(panel.findChildren(ConfusionCell), key=lambda cell: (cell.y(), cell.x()))
    return [cell.findChild(QLabel).text() for cell in cells]


def test_another_threshold_is_named_with_what_it_comes_to_and_one_button_back(panel, trained, session, qtbot):
    line, button = panel.findChild(QLabel, "results_threshold"), panel.findChild(QToolButton, "results_reset")
    assert {line.isVisible(), button.isVisible()} == {False}
    session.set_threshold(1.0)
    (right, _), (missed, _) = session.now.snapshot.test.confusion.tolist()
    assert line.text() == f"Threshold 1.00: {right} of 10 right. {missed} cats missed, 0 false alarms."
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.now.threshold == 0.5
    assert {line.isVisible(), button.isVisible()} == {False}


def choose(panel, qtbot, text):
    tabs = panel.findChild(QTabBar)
    where = next(tab for tab in range(tabs.count()) if tabs.tabText(tab) == text)
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(where).center())


def test_shows_accuracy_counts_and_baseline_of_both_parts(panel, trained):
    for part, evaluation in (("train", trained.train), ("test", trained.test)):
        assert text_of(panel, f"{part}_accuracy") == f"{evaluation.accuracy:.1%}"
        assert text_of(panel, f"{part}_counts") == f"{evaluation.correct} of {evaluation.count} right"
    bars = [bar.accessibleName() for bar in panel.findChildren(FigureBar)]
    for part, name, share in (("train", "Training", "66.7%"), ("test", "Test", "60.0%")):
        assert text_of(panel, f"{part}_baseline") == f"always non-cat: {share}"
        assert f"{name}: {text_of(panel, f'{part}_accuracy')} · Tick: always non-cat: {share}" in bars


def test_the_baseline_is_whole_in_large_text(panel, trained, qtbot):
    baseline = panel.findChild(ElidedLabel, "results_test_baseline")
    for percent in (100, 150, 200):
        text_size.set_percent(percent)
        panel.resize(max(scaled(272), panel.minimumSizeHint().width()), 600)
        qtbot.waitUntil(lambda: "…" not in baseline.shown_text)


def test_an_empty_panel_is_one_line(panel):
    (text,) = visible_texts(panel)
    assert panel.fontMetrics().horizontalAdvance(text) < 268


def test_the_matrix_shows_the_chosen_part(panel, trained, qtbot):
    assert counts(panel) == [str(count) for count in trained.test.confusion.ravel()]
    choose(panel, qtbot, "Training")
    assert counts(panel) == [str(count) for count in trained.train.confusion.ravel()]


def test_a_new_run_keeps_the_layout_without_the_old_numbers(panel, session, trained, dataset, qtbot):
    with qtbot.waitSignal(session.changed, check_params_cb=lambda before, now: now.has_other_network(before)):
        session.start(dataset, replace(QUICK, iterations=1_000_000))
    assert text_of(panel, "test_accuracy") == "–"
    assert counts(panel) == ["–"] * 4
    assert "actually non-cat" in visible_texts(panel)


@pytest.mark.parametrize(
    "classes", [("non-cat", "cat"), ("anything but a Norwegian forest cat", "Norwegian forest cat")]
)
def test_the_panel_fits_its_side_without_scrolling(panel, session, qtbot, classes):
    qtbot.train(session, make_dataset(classes=classes), QUICK)
    scroll = panel.findChild(QScrollArea)
    panel.resize(268, 400)
    qtbot.waitUntil(lambda: scroll.widget().width() == scroll.viewport().width())
    assert scroll.widget().height() <= scroll.viewport().height()
