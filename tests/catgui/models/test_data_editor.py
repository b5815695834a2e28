"""Editing the open data set, with undo."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.messages import user_messages
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey
from tests.support.picture_files import make_class_folders
from tests.support.small_data import make_dataset


@pytest.fixture
def workspace(qapp):
    workspace = Workspace()
    yield workspace
    end_work(workspace)


@pytest.fixture
def editor(workspace, dataset):
    workspace.set_dataset(dataset)
    editor = DataEditor(workspace, UndoStack(workspace), workspace)
    editor.stack = editor._undo_stack
    return editor


def key(index, part="train"):
    return PictureKey(part, index)


def black(side=8):
    return AddedPicture(np.zeros((side, side, 3), np.uint8), "black.png")


def test_an_edit_replaces_the_data_set_and_is_one_command(editor, workspace, dataset, qtbot):
    with qtbot.waitSignal(workspace.dataset_changed):
        editor.relabel([key(1), key(2)], 1)
    assert workspace.dataset.name == "random pictures, 2 relabeled"
    assert workspace.dataset.train.labels[0, 1:3].tolist() == [1, 1]
    assert editor.stack.next_undo.text == "Label as cat"
    editor.stack.undo()
    assert workspace.dataset is dataset
    editor.stack.redo()
    assert workspace.dataset.train.labels[0, 1:3].tolist() == [1, 1]


def test_pictures_are_moved_left_out_added_and_reverted(editor, workspace):
    editor.move([key(1)], "test")
    editor.leave_out([key(2)])
    editor.add([(black(), 0), (black(), 1)], "train")
    assert workspace.dataset.name == "random pictures, 2 added, 1 moved, 1 left out"
    assert (workspace.dataset.train.count, workspace.dataset.test.count) == (24, 11)
    assert editor.stack.next_undo.text == "Add to training"
    editor.revert_all()
    assert workspace.dataset.edited is None


def test_an_edit_that_leaves_a_part_without_a_class_is_refused(editor, workspace, dataset, qtbot):
    cats = [key(index, "test") for index in np.flatnonzero(dataset.test.labels[0])]
    with qtbot.waitSignal(user_messages.posted) as failed:
        editor.leave_out(cats)
    assert failed.args[0].text.startswith("Each part needs a picture of “cat”.")
    assert workspace.dataset is dataset
    assert len(editor.stack.commands) == 0


def test_undo_leaves_other_data_alone_and_does_not_keep_the_old_ones(editor, workspace):
    workspace.set_dataset(old := make_dataset(seed=5))
    editor.relabel([key(1)], 1)
    workspace.set_dataset(other := make_dataset(seed=4))
    alive = weakref.ref(old)
    del old
    gc.collect()
    assert alive() is None
    assert len(editor.stack.commands) == 0
    editor.stack.undo()
    assert workspace.dataset is other


def test_edits_of_closed_data_are_dropped_between_other_commands(editor, workspace):
    stack = editor.stack
    editor.relabel([key(1)], 1)
    stack.push(UndoCommand("change of seed"))
    editor.relabel([key(2)], 1)
    stack.push(UndoCommand("change of layers"))
    stack.undo()
    workspace.set_dataset(other := make_dataset(seed=4))
    assert [command.text for command in stack.commands] == ["change of seed", "change of layers"]
    assert (stack.next_undo.text, stack.next_redo.text) == ("change of seed", "change of layers")
    stack.undo()
    stack.redo()
    assert workspace.dataset is other


def test_the_folder_settings_stay_with_the_edited_data(workspace, qtbot, tmp_path):
    folder = make_class_folders(tmp_path / "pets")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.open([str(folder)])
    folder_settings = workspace.folder_data.settings
    editor = DataEditor(workspace, UndoStack(workspace))
    editor.relabel([key(0)], 1 - int(workspace.dataset.train.labels[0, 0]))
    assert workspace.location == [str(folder)]
    assert workspace.folder_data.settings == folder_settings
    assert workspace.folder_data.dataset is workspace.dataset
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


EDITS = st.lists(
    st.tuples(st.sampled_from(["cat", "non-cat", "train", "test", "out", "back", "add"]), st.sets(st.integers(0, 33))),
    max_size=50,
)


@given(EDITS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_leads_back_to_the_first_state_after_any_edits(workspace, changes):
    workspace.set_dataset(dataset := make_dataset())
    editor = DataEditor(workspace, stack := UndoStack())
    for name, indices in changes:
        keys = [key(i) if i < 24 else key(i - 24, "test") for i in sorted(indices)]
        keys += [PictureKey(ADDED, number) for number in editor.edited.edits.added if number in indices]
        if name in ("train", "test"):
            editor.move(keys, name)
        elif name in ("cat", "non-cat"):
            editor.relabel(keys, int(name == "cat"))
        elif name == "add":
            editor.add([(black(), 0)] * min(len(indices), 3), "train")
        else:
            editor.leave_out(keys) if name == "out" else editor.revert_all()
    edited = workspace.dataset.fingerprint
    while stack.next_undo is not None:
        stack.undo()
    assert workspace.dataset is dataset
    while stack.next_redo is not None:
        stack.redo()
    assert workspace.dataset.fingerprint == edited


def test_each_edit_and_its_undo_is_to_be_kept_also_one_that_shows_other_data(editor, workspace, dataset):
    kept = []
    editor.edited_anew.connect(lambda original, edits: kept.append((original, edits)))
    editor.relabel([key(1)], 1)
    own = workspace.dataset.edits
    editor.show_dataset(dataset, "Bring back Run 1")
    assert workspace.dataset is dataset
    editor.stack.undo()
    assert kept == [(dataset, own), (dataset, DatasetEdits()), (dataset, own)]
