"""The panel of doubtful labels, used as a user would."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from catgui.domain.edits import doubt_texts
from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.label_doubts import LabelDoubts
from catgui.models.edits.picture_adder import PictureAdder
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.learning_finder import LearningFinder
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.data_panel import DataPanel
from catgui.panels.doubtful_labels_panel import DoubtfulLabelsPanel
from catgui.widgets.data.data_grid import DataGrid
from catgui.widgets.pictures.viewer import Viewer
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.small_data import make_clear_dataset

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=150, seed=3)
WRONG = PictureKey("train", 4)


@pytest.fixture
def original():
    return make_clear_dataset()


@pytest.fixture
def panel(qtbot, original):
    """The panel over data in which one label is wrong."""
    workspace, settings, selected = Workspace(), TrainingSettings(), SelectedPicture()
    workspace.set_dataset(original)
    settings.set_config(CONFIG)
    editor = DataEditor(workspace, UndoStack(workspace))
    editor.relabel([WRONG], 1)
    doubts = LabelDoubts(workspace, settings)
    panel = DoubtfulLabelsPanel(doubts, editor, selected)
    panel.workspace, panel.settings, panel.selected, panel.doubts = workspace, settings, selected, doubts
    panel.editor, panel.stack = editor, editor._undo_stack
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)
    yield panel
    doubts.shutdown()
    workspace.shutdown()


def button(panel, name):
    return panel.findChild(QPushButton, f"{name}_button")


def click(qtbot, panel, name):
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def text(panel, name):
    return panel.findChild(QLabel, f"doubtful_{name}").text()


def grid(panel):
    return panel.findChild(DataGrid, "doubtful_grid")


def search(qtbot, panel):
    click(qtbot, panel, "doubtful")
    qtbot.waitUntil(lambda: not panel.doubts.busy)


def choose(panel, *rows):
    """Select rows; the first is current."""
    grid(panel).setFocus()
    model, select = grid(panel).model(), QItemSelectionModel.SelectionFlag.Select
    grid(panel).setCurrentIndex(model.index(rows[0]))
    for row in rows[1:]:
        grid(panel).selectionModel().select(model.index(row), select)


def captions(panel, row):
    return grid(panel).model().index(row).data(ROW_ROLE).lines


def placement(panel, key):
    return EditedDataset.of(panel.workspace.dataset).placement(key)


def test_a_wrong_label_comes_first_and_relabeling_restores_it(panel, original, qtbot):
    search(qtbot, panel)
    assert captions(panel, 0)[0].startswith("label cat, ")
    assert grid(panel).model().index(0).data(ROW_ROLE).picture == Picture("train", 4)
    assert not button(panel, "relabel").isEnabled()
    choose(panel, 0)
    click(qtbot, panel, "relabel")
    assert panel.workspace.dataset is original
    assert captions(panel, 0)[1:] == ("now non-cat", "training")
    assert grid(panel).model().index(0).data(ROW_ROLE).edit_mark == "≠"
    assert panel.stack.next_undo.text == "Relabel 1 picture"
    panel.stack.undo()
    assert placement(panel, WRONG).label == 1
    assert captions(panel, 0)[1:] == ("training",)


@pytest.mark.slow
def test_the_list_stays_after_an_edit_and_offers_to_run_again(panel, qtbot):
    search(qtbot, panel)
    rows = grid(panel).model().rowCount()
    choose(panel, 0)
    click(qtbot, panel, "doubtful_grid_leave_out")
    assert placement(panel, WRONG).part == ""
    assert grid(panel).model().rowCount() == rows
    assert grid(panel).currentIndex().row() == 0
    assert text(panel, "time_left") == doubt_texts.OTHER_EDITS
    assert button(panel, "doubtful").text() == "Run again"
    search(qtbot, panel)
    assert grid(panel).model().rowCount() == rows - 1
    assert text(panel, "time_left") == ""


@pytest.mark.parametrize(
    ("key", "expected"),
    [(Qt.Key.Key_2, ("train", 0)), (Qt.Key.Key_1, ("train", 1)), (Qt.Key.Key_M, ("test", 1))],
)
def test_keys_edit_as_in_data(panel, qtbot, key, expected):
    search(qtbot, panel)
    choose(panel, 0)
    qtbot.keyClick(grid(panel), key)
    now = placement(panel, WRONG)
    assert (now.part, now.label) == expected


def test_the_selected_picture_is_the_picked_one(panel, qtbot):
    search(qtbot, panel)
    choose(panel, 0)
    assert panel.selected.picture == Picture("train", 4)
    with qtbot.waitSignal(panel.selected.why_asked):
        click(qtbot, panel, "doubtful_why")


def test_a_picture_selected_elsewhere_is_marked(panel, qtbot):
    search(qtbot, panel)
    picture = Picture("test", 2)
    panel.selected.pick(picture.pixels(panel.workspace.dataset), picture.name, picture)
    assert grid(panel).currentIndex().data(ROW_ROLE).picture == picture
    panel.selected.pick(np.zeros((8, 8, 3), np.uint8), "a photo")
    assert not grid(panel).currentIndex().isValid()


@pytest.mark.slow
def test_a_new_list_begins_with_the_least_likely_and_selects_nothing(panel, qtbot):
    search(qtbot, panel)
    panel.resize(400, 300)
    choose(panel, grid(panel).model().rowCount() - 1)
    assert grid(panel).verticalScrollBar().value() > 0
    picked = panel.selected.picture
    search(qtbot, panel)
    assert grid(panel).selected_indexes() == []
    assert grid(panel).verticalScrollBar().value() == 0
    assert panel.selected.picture == picked
    panel.doubts.start()  # nor as the next search begins
    assert grid(panel).selected_indexes() == []
    assert not button(panel, "doubtful_grid_leave_out").isEnabled()


def test_beside_the_data_panel_the_picture_that_is_left_out_stays_selected(panel, qtbot):
    # It was there first: its slot selects what has taken the place, before this panel knows of the edit.
    panel.doubts.shutdown()
    adder = PictureAdder(panel.workspace, panel.editor, panel.workspace)
    learning = LearningFinder(TrainingSession(panel.workspace), panel.workspace)
    data = DataPanel(panel.workspace, panel.selected, panel.editor, adder, learning)
    qtbot.addWidget(data)
    doubts = LabelDoubts(panel.workspace, panel.settings)
    other = DoubtfulLabelsPanel(doubts, panel.editor, panel.selected)
    other.doubts = doubts
    qtbot.addWidget(other)
    other.show()
    qtbot.waitUntil(other.isActiveWindow)
    search(qtbot, other)
    choose(other, 0)
    qtbot.keyClick(grid(other), Qt.Key.Key_Delete)
    assert grid(other).currentIndex().row() == 0
    assert (panel.selected.title, panel.selected.picture) == ("Training picture 4, left out", None)
    panel.stack.undo()
    assert grid(other).currentIndex().row() == 0
    assert panel.selected.picture == Picture("train", 4)
    doubts.shutdown()


def test_enter_enlarges_and_the_steps_go_through_the_list(panel, qtbot):
    search(qtbot, panel)
    choose(panel, 0)
    qtbot.keyClick(grid(panel), Qt.Key.Key_Return)
    dialog = panel.findChild(Viewer)
    assert dialog.isVisible()
    title = dialog.findChild(QLabel, "picture_title")
    assert title.text().startswith("Label: cat\nTo networks not trained on it: ")
    assert "1 of 38" in [label.text() for label in dialog.findChildren(QLabel)]
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert grid(panel).currentIndex().row() == 1
    assert dialog.windowTitle() == grid(panel).model().name(1)
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    assert grid(panel).currentIndex().row() == 0
    with qtbot.waitSignal(panel.selected.why_asked):
        click(qtbot, dialog, "doubtful_why")
    assert not dialog.isVisible()


def test_keys_edit_the_enlarged_picture_alone(panel, qtbot):
    search(qtbot, panel)
    choose(panel, 0, 1)
    other = grid(panel).model().keys([1])[0]
    before = placement(panel, other)
    qtbot.keyClick(grid(panel), Qt.Key.Key_Return)
    dialog = panel.findChild(Viewer)
    title = dialog.findChild(QLabel, "picture_title")
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    assert placement(panel, WRONG).label == 0
    assert title.text().startswith("Label: cat (now non-cat)")
    qtbot.keyClick(dialog, Qt.Key.Key_Delete)
    assert title.text().startswith("Label: cat (left out)")
    assert placement(panel, other) == before
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
