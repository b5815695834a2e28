"""The reliability panel, used as a user would."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton, QSpinBox, QTabBar, QWidget

from catgui.models.background_task import end_work
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.trials import Trials
from catgui.models.workspace import Workspace
from catgui.panels.reliability_panel import ReliabilityPanel
from catgui.style.text_size import text_size
from catgui.widgets.basic.layouts import FittingScrollArea
from catgui.widgets.plots.still_plot import StripPlot
from engine.experiments.cross_validation import baseline_p
from engine.experiments.summary import (
    Summary,
    folds_sentence,
    seeds_sentence,
)
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=40, learning_rate=0.05)


@pytest.fixture
def panel(qtbot, dataset):
    workspace, session = Workspace(), TrainingSession()
    workspace.set_dataset(dataset)
    settings = TrainingSettings(session)
    settings.set_config(CONFIG)
    trials = Trials(workspace, session, settings)
    panel = ReliabilityPanel(trials)
    panel.trials, panel.settings, panel.workspace, panel.session = trials, settings, workspace, session
    qtbot.addWidget(panel)
    panel.resize(1000, 220)
    panel.show()
    yield panel
    end_work(trials)
    session.shutdown()


def start(qtbot, panel, name, **counts):
    panel.findChild(QTabBar).setCurrentIndex(["seeds", "folds"].index(name))
    for box, value in counts.items():
        panel.findChild(QSpinBox, f"{box}_count").setValue(value)
    qtbot.mouseClick(panel.findChild(QPushButton, f"{name}_button"), Qt.MouseButton.LeftButton)


def sentence(panel, name):
    return panel.findChild(QLabel, f"{name}_sentence").text()


def answer(panel, name):
    return panel.findChild(QLabel, f"{name}_answer").text()


def plot(panel, name):
    return panel.findChild(QWidget, f"{name}_view").findChild(StripPlot)


def dots(panel, name):
    return plot(panel, name)._strips


def test_the_accuracies_of_seeds_with_the_current_run_marked(panel, dataset, qtbot):
    qtbot.train(panel.session, dataset, CONFIG)
    start(qtbot, panel, "seeds", seeds=6)
    qtbot.waitUntil(lambda: not panel.trials.seeds.busy)
    current = panel.session.now.snapshot.test.accuracy
    test = dots(panel, "seeds")[1]
    assert len(test.values) == 6
    assert test.current == current
    # The run of the session is that of the first seed.
    assert test.values[[result.seed for result in panel.trials.seeds.results].index(1)] == current
    assert answer(panel, "seeds").startswith(f"Test accuracy {np.mean(test.values):.1%} ± ")
    assert "over 6 seeds. This run's" in answer(panel, "seeds")
    baseline = panel.trials.baseline
    assert sentence(panel, "seeds") == seeds_sentence(Summary.of(test.values), dataset.test.count, baseline)
    assert test.line == baseline[1]


@pytest.mark.parametrize("over", ["training pictures", "all pictures"])
def test_cross_validation_is_compared_with_always_answering_one_class(panel, dataset, qtbot, over):
    panel.findChild(QComboBox).setCurrentText(over)
    start(qtbot, panel, "folds", folds=3, repeats=4)
    qtbot.waitUntil(lambda: not panel.trials.folds.busy)
    assert len(dots(panel, "folds")[0].values) == 4
    parts = [dataset.train] if over == "training pictures" else [dataset.train, dataset.test]
    ones, count = sum(int(part.labels.sum()) for part in parts), sum(part.count for part in parts)
    share = max(ones, count - ones) / count
    assert f"({share:.1%})" in sentence(panel, "folds")
    assert f" {count} {'training' if over == 'training pictures' else 'training and test'} pictures" in answer(
        panel, "folds"
    )
    assert dots(panel, "folds")[0].line == share
    results = panel.trials.folds.results
    accuracies = Summary.of([result.evaluation.accuracy for result in results])
    compared = results[0].evaluation.baseline, baseline_p(results)
    assert sentence(panel, "folds") == folds_sentence(accuracies, count, *compared)


@pytest.mark.parametrize(
    ("size", "percent"), [((1000, 220), 150), ((1000, 160), 100), ((560, 400), 150), ((400, 300), 150)]
)
def test_what_the_results_say_is_whole_or_can_be_scrolled(panel, qtbot, size, percent):
    text_size.set_percent(percent)
    panel.resize(*size)
    view = panel.findChild(QWidget, "seeds_view")
    view.show_study(False, True, "")
    said = ("Expect 60–80% right on pictures like these. " * 5, "Test accuracy 73.6% ± 5.3 over 50 seeds. " * 8)
    view.show_results((), *said)
    texts = view.findChild(FittingScrollArea)
    words = [view.findChild(QLabel, f"seeds_{name}") for name in ("sentence", "answer")]
    qtbot.waitUntil(lambda: all(text.height() >= text.heightForWidth(text.width()) for text in words))
    column, bar = texts.widget(), texts.verticalScrollBar()
    qtbot.waitUntil(lambda: not bar.maximum() or bar.isVisible())
    assert words[1].geometry().bottom() < column.height()
    assert bar.maximum() == max(0, column.height() - texts.viewport().height())


def test_a_study_can_be_cancelled_and_its_results_stay(panel, qtbot):
    panel.settings.set_config(TrainingConfig(hidden_layers=(4,), iterations=200_000))
    start(qtbot, panel, "seeds", seeds=50)
    assert panel.trials.seeds.busy
    qtbot.mouseClick(panel.findChild(QPushButton, "seeds_cancel_button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.trials.seeds.busy)
    assert len(dots(panel, "seeds")[0].values if dots(panel, "seeds") else ()) == len(panel.trials.seeds.results)
    assert panel.findChild(QPushButton, "seeds_button").isVisible()
    assert not panel.findChild(QProgressBar).isVisible()  # an empty one looks like a slider


@pytest.mark.slow
@pytest.mark.parametrize("name", ["seeds", "folds"])
def test_results_of_other_settings_are_named_as_such(panel, qtbot, name):
    start(qtbot, panel, name, **{"seeds": {"seeds": 2}, "folds": {"repeats": 1}}[name])
    study = dict(zip(["seeds", "folds"], panel.trials.studies, strict=True))[name]
    qtbot.waitUntil(lambda: not study.busy)
    stale = panel.findChild(QLabel, f"{name}_stale")
    assert stale.isHidden()
    panel.settings.set_config(replace(CONFIG, learning_rate=0.01))
    qtbot.waitUntil(stale.isVisible)
    assert stale.text() == "Made with other settings."
    panel.settings.set_config(replace(CONFIG, seed=7))  # each study has seeds of its own
    qtbot.waitUntil(stale.isHidden)
