"""Runs, edits, sessions and layouts of each version, written by the program of that version, are read.

`tests/old_files` has them; whoever raises a version adds a file of it.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import QByteArray, Qt

from catgui.app import build_window
from catgui.models.documents import window_state
from catgui.models.documents.recovery_file import claim_newest
from catgui.models.documents.window_state import read_state
from catgui.models.edits import kept_edits
from catgui.models.edits.kept_edits import KeptEdits
from catgui.models.runs import store
from catgui.models.runs.history import RunHistory
from catgui.models.runs.store import RunStore
from catgui.models.tasks.messages import user_messages
from catgui.models.undo_stack import UndoStack
from engine.data.dataset import DataOrigin
from engine.data.edits import PictureKey
from engine.saved_model.file import load_model
from engine.saved_model.reproduction import reproduce
from engine.training.config import FIRST_STEPS, TrainingConfig
from engine.training.features import features_kind
from tests import ROOT
from tests.support.small_data import make_dataset

FILES = ROOT / "tests" / "old_files"
CONFIG = TrainingConfig((3, 2), learning_rate=0.05, iterations=3, momentum=0.9)
OLD_CONFIG = replace(CONFIG, steps=FIRST_STEPS)


@pytest.fixture
def copy(tmp_path):
    """Copies a file, which the program may write to."""

    def copy(name):
        return shutil.copy(FILES / name, tmp_path / name)

    return copy


def test_a_run_on_the_filters_of_0_2_is_repeated(copy):
    (record,) = RunStore(copy("runs-2-pretrained.sqlite")).load()

    found = reproduce(record.recipe, make_dataset(side=16))

    assert found.costs.tolist() == pytest.approx(record.train.tolist())
    assert record.config == record.recipe.config
    assert features_kind(record.config.features) == "pretrained"


@pytest.mark.parametrize(
    "name", ["runs-1-of-0.1.sqlite", "runs-1-of-0.2.sqlite", "runs-1-with-recipes.sqlite", "runs-2.sqlite"]
)
def test_runs_are_read_and_others_are_added(copy, name):
    runs = RunStore(copy(name))
    records = runs.load()

    assert [(one.title, one.pinned, one.config) for one in records] == [
        ("Run 1", False, CONFIG if name == "runs-2.sqlite" else OLD_CONFIG),
        ("the better one", True, CONFIG if name == "runs-2.sqlite" else OLD_CONFIG),
    ]
    assert records[0].train.tolist() == [0.75, 0.5, 0.25]
    assert [values.tolist() for values in records[0].test] == [[0, 3], [0.75, 0.5]]
    assert runs.newer == ""
    runs.put(replace(records[0], number=runs.next_number()))
    assert [one.number for one in runs.load()] == [1, 2, 3]
    recipe = records[0].recipe
    assert (recipe is None) == ("of-0" in name)
    if recipe is not None:
        assert recipe.data.edits.added[0].file == "tom.png"
    runs.close()


def test_runs_of_a_newer_program_are_told_and_stay(copy, session, qtbot):
    path = copy("runs-2.sqlite")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE runs SET config = replace(config, '\"l2\"', '\"warmup\"') WHERE number = 2")
        connection.execute("UPDATE written_by SET program = '0.4'")
        row = connection.execute("SELECT * FROM runs WHERE number = 2").fetchone()
    history = RunHistory(session, UndoStack())
    with qtbot.waitSignal(user_messages.said) as failed:
        history.open(path)

    assert failed.args[0].text.startswith(
        "1 run is not shown: written by Catgui 0.4, which has an option that this one does "
    )
    assert "not know, “warmup”. They stay" in failed.args[0].text
    assert [one.number for one in history.records] == [1]
    history.remove([1])
    history.shutdown()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM runs").fetchall() == [row]
        assert connection.execute("SELECT program FROM written_by").fetchone() == ("0.4",)


@pytest.mark.parametrize("name", ["edits-1.sqlite", "edits-2.sqlite"])
def test_edits_are_read(copy, name):
    dataset = make_dataset()
    data = replace(dataset, origin=DataOrigin(("/data/pets",)))

    edits = KeptEdits(copy(name)).find(data)

    assert edits.added[0].file == "tom.png"
    assert edits.placements[PictureKey("test", 0)].label == 0


@pytest.mark.parametrize(("name", "config"), [("session-1", OLD_CONFIG), ("session-2", CONFIG)])
def test_sessions_are_read(name, config):
    state = read_state(FILES / name)

    assert (state.config, state.data) == (config, DataOrigin(("/data/pets",)))
    assert [(photo.path, photo.actual) for photo in state.photos] == [("/data/tom.jpg", "cat")]
    assert (len(state.network.costs), state.network_error) == (12, "")


@pytest.mark.parametrize("name", ["model-1-of-0.1.npz", "model-1-of-0.2.npz"])
def test_networks_that_a_killed_program_has_left_are_found_with_the_place_of_their_data(tmp_path, name):
    shutil.copy(FILES / name, tmp_path / "0123456789abcdef.npz")
    (tmp_path / "0123456789abcdef.json").write_text('["/data/pets"]', encoding="utf-8")

    found = claim_newest(tmp_path)

    assert found.old_origin == DataOrigin(("/data/pets",))
    assert len(load_model(found.path).costs) == 12
    found.release()


def test_there_is_a_file_of_each_version():
    for module, kind in ((store, "runs"), (kept_edits, "edits"), (window_state, "session")):
        assert all(any(FILES.glob(f"{kind}-{version}*")) for version in range(1, module.VERSION + 1)), kind


def shown_window(settings, dataset, qtbot, layout):
    """A window with the places of docks of an old file."""
    settings.layout = QByteArray((FILES / layout).read_bytes())
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.resize(1366, 740)
    window.show()
    return window


@pytest.mark.parametrize(
    "name", ["train", *(pytest.param(slow, marks=pytest.mark.slow) for slow in ("photos", "one that is gone", ""))]
)
def test_a_session_of_0_2_brings_back_its_nine_tabs_and_has_a_large_plot(settings, dataset, qtbot, name):
    """There, the window was as it opens, at 1366x740; without a name of a layout, the user has chosen the sizes."""
    settings.layout_name = name
    window = shown_window(settings, dataset, qtbot, "layout-of-0.2-nine-tabs.bin")
    docks = {dock.windowTitle(): dock for dock in window.docks.all}
    assert not any(dock.isHidden() for dock in docks.values())
    beside = window.tabifiedDockWidgets(docks["Wrong predictions"])
    assert {dock.windowTitle() for dock in beside} == set(docks) - {"Data", "Results", "Wrong predictions"}
    plot = window._training.plot.getPlotItem().vb
    qtbot.waitUntil(lambda: plot.height() >= 220)
    qtbot.waitUntil(lambda: docks["Data"].width() > 200)
    assert docks["Wrong predictions"].height() > 150
    window.close()


@pytest.mark.slow
def test_a_layout_of_0_2_brings_back_each_panel_under_its_name_of_today(settings, dataset, qtbot):
    """There, Why and More settings were closed, Wrong predictions was beside Data and Reliability beside Results."""
    window = shown_window(settings, dataset, qtbot, "layout-of-0.2.bin")
    docks = {dock.windowTitle(): dock for dock in window.docks.all}
    assert {title for title, dock in docks.items() if dock.isHidden()} == {"Why", "More settings"}
    assert docks["Wrong predictions"] in window.tabifiedDockWidgets(docks["Data"])
    assert window.dockWidgetArea(docks["Reliability"]) is Qt.DockWidgetArea.RightDockWidgetArea
    assert docks["Doubtful labels"] in window.tabifiedDockWidgets(docks["Weights"])
    qtbot.waitUntil(lambda: not docks["Weights"].visibleRegion().isEmpty())  # in front of the tabs beside it
    window.close()
