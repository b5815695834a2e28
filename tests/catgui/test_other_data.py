"""A network whose data are not open: figures of other data are marked wherever they stand, or not shown."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from catgui.domain.run_summary import Finding
from catgui.widgets.plots.cost_plot import CostPlot
from engine.core import initialize_parameters_deep
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference
from engine.saved_model.model import Model, RunRecipe
from engine.training.config import TrainingConfig
from tests.support.messages import data_offer
from tests.support.small_data import make_dataset

pytestmark = pytest.mark.slow

NOTE = "Not the data of this run, but built-in drawings."
CONFIG = TrainingConfig((3,), iterations=1000)
# Falls, and rises again for the test part: of such a run there is something to say.
COSTS = np.linspace(0.7, 0.01, 1000)
TEST_COSTS = np.abs(np.linspace(-0.3, 0.5, 1001)) + 0.3


def model_of(name, origin, fingerprint="0" * 64):
    """A network trained on data that are nowhere to be found."""
    recipe = RunRecipe(DataReference(name, fingerprint, origin), CONFIG, 1000, 1000)
    parameters = initialize_parameters_deep(CONFIG.layer_dims(192))
    test_costs = np.arange(len(TEST_COSTS), dtype=float), TEST_COSTS
    return Model(parameters, ("non-cat", "cat"), (8, 8), COSTS, recipe, test_costs)


@pytest.fixture
def drawings():
    return replace(make_dataset(name="built-in drawings"), origin=DataOrigin("builtin"))


@pytest.fixture
def opened(window, drawings, tmp_path, qtbot):
    """The window with the network of the course photos on the drawings, after the message is closed."""
    window.workspace.set_dataset(drawings)
    window.make_all_panels()
    model = model_of("course photos", DataOrigin((str(tmp_path / "course.h5"),)))
    window.files.run_opener.open(Path("net.npz"), model, keeps_data=False)
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None and data_offer(window).is_shown())
    data_offer(window).close()
    return window


def test_the_sentence_about_the_run_is_made_from_its_costs_alone(opened):
    summary = opened.models.summary.summary
    assert summary is None or summary.finding is Finding.MEMORIZES


def test_the_answers_panel_and_the_record_of_the_network_speak_of_no_other_data(opened):
    opened.show()
    opened.panels.open("answers_panel")
    hints = [label.text() for label in opened.findChildren(QLabel)]
    assert any(text.startswith(NOTE) for text in hints)
    assert not any("test pictures" in text and "right" in text for text in hints)


def test_data_of_the_same_name_with_other_contents_are_other_data(window, drawings, qtbot):
    window.workspace.set_dataset(drawings)
    model = model_of("built-in drawings", DataOrigin("builtin"))
    window.document.open(Path("net.npz"), model, drawings)
    note = window.findChild(QLabel, "results_note")
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None and not note.isHidden())
    assert note.text() == "Not the data of this run: built-in drawings has changed."


def overlays_of(window, monkeypatch):
    """The curves that are drawn behind that of the run, whenever they change."""
    drawn = []
    monkeypatch.setattr(window.findChild(CostPlot), "show_overlays", drawn.append)
    window.runs.changed.emit()
    return drawn


def test_a_run_is_drawn_and_is_the_previous_one_only_with_its_data(window, drawings, tmp_path, qtbot, monkeypatch):
    window.workspace.set_dataset(drawings)
    qtbot.train(window.session, drawings, replace(CONFIG, iterations=30))
    window.runs.show(1, True)
    drawn = overlays_of(window, monkeypatch)
    window.session.reset()
    assert [one.title for one in drawn[-1]] == ["Run 1"]
    model = model_of("course photos", DataOrigin((str(tmp_path / "c.h5"),)))
    window.files.run_opener.open(Path("net.npz"), model, keeps_data=False)
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None)
    assert drawn[-1] == []
    assert window.runs.background_records(window.workspace.dataset) == []


def test_a_run_over_the_plot_goes_and_comes_with_its_data(window, drawings, qtbot, monkeypatch):
    window.workspace.set_dataset(drawings)
    qtbot.train(window.session, drawings, replace(CONFIG, iterations=30))
    window.runs.show(1, True)
    drawn = overlays_of(window, monkeypatch)
    window.workspace.set_dataset(make_dataset(name="others"))
    assert window.session.now.run is None
    assert drawn[-1] == []
    window.workspace.set_dataset(drawings)
    assert [one.title for one in drawn[-1]] == ["Run 1"]
