"""Edits outlast other data, the end of the program, and its death."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.edit_keeper import EditKeeper
from catgui.models.edits.kept_edits import KeptEdits
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.data.edited_dataset import DataReference
from engine.data.edits import AddedPicture, DatasetEdits, PictureKey
from tests.support.picture_files import make_class_folders, make_photo
from tests.support.small_data import make_dataset, save_pair


class Program:
    """The models of a running program that have to do with edits; it is killed unless it is closed."""

    def __init__(self, keeper, user_notices):
        self.profile = keeper
        kept = KeptEdits(keeper)
        self.workspace = Workspace(find_kept_edits=kept.find)
        self.stack = UndoStack(self.workspace)
        self.editor = DataEditor(self.workspace, self.stack, self.workspace)
        self.keeper = EditKeeper(self.editor, kept, self.workspace)
        self._user_notices = user_notices

    @property
    def notices(self):
        return [(one.text, dict(one.actions)) for one in self._user_notices if one.source is self.keeper]

    def open(self, place, qtbot):
        with qtbot.waitSignal(self.workspace.dataset_changed):
            self.workspace.open([str(place)])
        return self.workspace.dataset

    def edit(self, qtbot):
        """Relabel two pictures and add one; returns when they are on the disk."""
        self.editor.relabel([PictureKey("train", 1), PictureKey("train", 2)], 1)
        self.editor.add([(AddedPicture(np.full((8, 8, 3), 7, np.uint8), "tom.png"), 1)], "train")
        assert self.profile.wait(10)

    def shutdown(self):
        self.profile.shutdown()
        self.workspace.shutdown()


@pytest.fixture
def start(open_profile, user_notices):
    """Starts the program."""
    started = []

    def start(*path):
        started.append(program := Program(open_profile(*path), user_notices))
        return program

    yield start
    for program in started:
        program.shutdown()


@pytest.fixture
def places(tmp_path):
    for seed, name in enumerate(("first", "second")):
        (tmp_path / name).mkdir()
        save_pair(tmp_path / name, make_dataset(seed=seed))
    return tmp_path / "first", tmp_path / "second"


COUNTS = "1 added, 2 relabeled"


def test_edits_are_back_when_other_data_were_open_in_between(start, places, qtbot):
    program = start()
    program.open(places[0], qtbot)
    program.edit(qtbot)
    edits, name = program.workspace.dataset.edits, program.workspace.dataset.original.name
    assert program.open(places[1], qtbot).edits is None
    assert program.notices == [(f"Your edits of {name} are kept: {COUNTS}.", {})]
    assert program.open(places[0], qtbot).edits == edits
    assert program.notices[-1][0] == f"Your edits of {name} are back: {COUNTS}."


def test_edits_are_back_after_the_program_was_killed(start, places, qtbot):
    killed = start()
    killed.open(places[0], qtbot)
    killed.edit(qtbot)
    again = start().open(places[0], qtbot)
    assert again.edits == killed.workspace.dataset.edits
    assert again.fingerprint == killed.workspace.dataset.fingerprint


def test_edits_of_a_folder_are_back_when_it_has_got_another_picture(start, tmp_path, qtbot):
    folder = make_class_folders(tmp_path / "pets", {"cat": 30, "non-cat": 6})
    for place, path in enumerate(sorted(folder.rglob("*.png"))):
        make_photo(path, color=(7 * place, 255 - 7 * place, 99))
    first = start()
    first.open(folder, qtbot)
    first.editor.leave_out([PictureKey("train", 0), PictureKey("train", 3)])
    left_out = {first.editor.edited.file(edit.key) for edit in first.editor.edited.changes}
    assert first.profile.wait(10)
    make_photo(folder / "cat" / "a new one.png", color="white")
    program = start()
    program.open(folder, qtbot)
    edited = program.editor.edited
    assert edited.original.train.count + edited.original.test.count == 37
    assert {edited.file(edit.key) for edit in edited.changes} == left_out
    assert program.notices[0][0].endswith(" are back: 2 left out.")


def test_an_edit_right_before_the_end_is_written(start, places, qtbot):
    program = start()
    program.open(places[0], qtbot)
    program.editor.leave_out([PictureKey("train", 1)])
    program.shutdown()
    assert start().open(places[0], qtbot).edits == program.workspace.dataset.edits


def test_discarded_edits_do_not_come_back_but_by_undo(start, places, qtbot):
    first = start()
    first.open(places[0], qtbot)
    first.edit(qtbot)
    program = start()
    edits = program.open(places[0], qtbot).edits
    program.notices[0][1]["Discard"]()
    assert program.workspace.dataset.edits is None
    assert program.stack.next_undo.text == "Revert 3 pictures"
    assert program.profile.wait(10)
    assert start().open(places[0], qtbot).edits is None
    program.stack.undo()
    assert program.workspace.dataset.edits == edits
    program.shutdown()
    assert start().open(places[0], qtbot).edits == edits


def test_data_of_a_network_open_as_it_needs_them_and_the_edits_are_offered(start, places, qtbot):
    first = start()
    original = first.open(places[0], qtbot)
    first.edit(qtbot)
    program = start()
    with qtbot.waitSignal(program.workspace.dataset_changed):
        program.workspace.open_origin(original.origin, DataReference.to(original))
    assert program.workspace.dataset.edits is None
    text, actions = program.notices[0]
    assert text == f"Your edits of {original.name} are kept, but others are shown: {COUNTS}."
    actions["Apply"]()
    assert program.profile.wait(10)
    assert program.workspace.dataset.edits == first.workspace.dataset.edits
    assert program.stack.next_undo.text == f"Apply your edits of {original.name}"
    assert start().open(places[0], qtbot).edits == first.workspace.dataset.edits


@pytest.fixture
def killed(start, places, qtbot):
    """Starts after a kill: the session has a network of the first edit, the profile those made later as well."""
    first = start()
    original = first.open(places[0], qtbot)
    first.editor.relabel([key(1)], 1)
    reference = DataReference.to(first.workspace.dataset)
    first.editor.leave_out([key(10), key(11), key(12)])
    first.editor.move([key(7)], "test")
    assert first.profile.wait(10)

    def restart():
        program = start()
        with qtbot.waitSignal(program.workspace.dataset_changed):
            program.workspace.open_origin(original.origin, reference)
        assert "are kept, but others are shown: 1 relabeled, 1 moved, 3 left out." in program.notices[-1][0]
        return program

    return restart


def key(index):
    return PictureKey("train", index)


def placements(dataset):
    edits = dataset.edits or DatasetEdits()
    return {key.index: (at.part, at.label) for key, at in edits.placements.items()}


LATER = {10: ("", 0), 11: ("", 0), 12: ("", 1)}


def test_an_edit_after_a_kill_leaves_those_that_are_offered_in_the_profile(killed, start, places, qtbot):
    program = killed()
    program.editor.relabel([key(7)], 1)
    assert placements(program.workspace.dataset) == {1: ("train", 1), 7: ("train", 1)}
    assert program.profile.wait(10)
    both = {1: ("train", 1), 7: ("test", 1), **LATER}
    assert placements(start().open(places[0], qtbot)) == both
    program.notices[-1][1]["Apply"]()
    assert placements(program.workspace.dataset) == both
    program.stack.undo()
    program.stack.undo()
    assert program.profile.wait(10)
    assert placements(start().open(places[0], qtbot)) == {1: ("train", 1), 7: ("test", 0), **LATER}


def test_an_edit_that_is_taken_back_after_a_kill_takes_back_no_other(killed, start, places, qtbot):
    program = killed()
    program.editor.revert_all()
    assert placements(program.workspace.dataset) == {}
    assert program.profile.wait(10)
    assert placements(start().open(places[0], qtbot)) == {7: ("test", 0), **LATER}


def test_edits_that_would_leave_a_part_without_a_class_are_not_applied(start, places, qtbot, user_errors):
    first = start()
    original = first.open(places[0], qtbot)
    cats = [PictureKey("test", index) for index in np.flatnonzero(original.test.labels[0]).tolist()]
    first.editor.leave_out(cats[1:])
    assert first.profile.wait(10)
    program = start()
    with qtbot.waitSignal(program.workspace.dataset_changed):
        program.workspace.open_origin(original.origin, DataReference.to(original))
    program.editor.leave_out(cats[:1])
    program.notices[-1][1]["Apply"]()
    assert user_errors[-1].startswith("Each part needs a picture of “cat”.")
    assert program.workspace.dataset.edits.placements.keys() == {cats[0]}


def test_edits_that_cannot_be_written_are_not_promised(start, places, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("catgui.profile.keeper._RETRY_SECONDS", 0.02)
    (tmp_path / "file").touch()
    program = start(tmp_path / "file" / "profile.sqlite")
    program.open(places[0], qtbot)
    program.editor.leave_out([PictureKey("train", 1)])
    qtbot.waitUntil(lambda: bool(program.profile.notice))
    program.open(places[1], qtbot)
    assert "are kept until the window closes" in program.notices[-1][0]
    (tmp_path / "file").unlink()
    qtbot.waitUntil(lambda: not program.profile.notice)
    assert program.open(places[0], qtbot).edits is not None


def test_edits_that_cannot_be_read_are_told_once(start, places, qtbot, user_errors, tmp_path):
    start().open(places[0], qtbot)
    first = start()
    first.open(places[0], qtbot)
    first.edit(qtbot)
    with closing(sqlite3.connect(tmp_path / "profile.sqlite")) as connection:
        connection.execute("UPDATE edits SET part = 'x' WHERE source = 'added'")
        connection.commit()
    program = start()
    program.open(places[0], qtbot)
    program.open(places[1], qtbot)
    assert [text for text in user_errors if "Damaged edits of" in text] == [user_errors[-1]]


def own_folder(folder):
    """A user's folder with pictures in folders of their classes, an HDF5 pair, and a photo; the two data sets."""
    make_class_folders(folder / "pets")
    (folder / "pair").mkdir(parents=True)
    save_pair(folder / "pair", make_dataset())
    make_photo(folder / "tom.png", size=(8, 8))
    return folder / "pets", folder / "pair"


def contents(folder):
    """All that is in a folder: names, bytes, and the times of each change, also of the folders themselves."""
    paths = [folder, *sorted(folder.rglob("*"))]
    return [(path, path.stat(), path.read_bytes() if path.is_file() else b"") for path in paths]


def unchanging(entries):
    """What of `contents` reading does not change: all but the time of the last access."""
    return [(path, status.st_mtime_ns, status.st_ctime_ns, status.st_mode, data) for path, status, data in entries]


NAMES = ("cat", "non-cat", "train", "test", "out", "back", "all back", "add", "show original", "kept", "undo", "redo")
CHANGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sets(st.integers(0, 60), max_size=12)), max_size=50)


class Hand:
    """Makes changes by name, through the editor and the undo stack of a program."""

    def __init__(self, program):
        self._editor, self._stack = program.editor, program.stack

    def change(self, name, numbers):
        editor = self._editor
        keys = self._keys(numbers)
        {
            "cat": lambda: editor.relabel(keys, 1),
            "non-cat": lambda: editor.relabel(keys, 0),
            "train": lambda: editor.move(keys, "train"),
            "test": lambda: editor.move(keys, "test"),
            "out": lambda: editor.leave_out(keys),
            "back": lambda: editor.revert(keys),
            "all back": editor.revert_all,
            "add": lambda: editor.add([(self._picture(number), number % 2) for number in numbers], "train"),
            "show original": lambda: editor.show_dataset(editor.edited.original, "Bring back"),
            "kept": editor.apply_kept,
            "undo": self._stack.undo,
            "redo": self._stack.redo,
        }[name]()

    def _keys(self, numbers):
        members = sorted(self._editor.edited.original.parts.items())
        every = [PictureKey(name, index) for name, part in members for index in range(part.count)]
        every += [PictureKey("added", number) for number in self._editor.edited.edits.added]
        return [every[number] for number in sorted(numbers) if number < len(every)]

    def _picture(self, number):
        return AddedPicture(np.full((*self._editor.edited.original.picture_shape, 3), number, np.uint8))


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 1])
def test_any_changes_are_undone_redone_and_kept_and_no_file_of_the_user_is_written(start, tmp_path, qtbot, which):
    place = own_folder(tmp_path / "own")[which]
    before = unchanging(contents(tmp_path / "own"))
    program = start()
    original, hand = program.open(place, qtbot), Hand(program)

    @given(CHANGES)
    @settings(max_examples=20, deadline=None)
    def check(changes):
        stack = program.stack
        while stack.next_undo is not None:
            stack.undo()
        stack.clear()
        states = {0: original.fingerprint}
        for name, numbers in changes:
            hand.change(name, numbers)
            fingerprint = program.workspace.dataset.fingerprint
            assert name not in ("undo", "redo") or fingerprint == states[stack.index]
            states[stack.index] = fingerprint
        last = stack.index, program.workspace.dataset.edits, program.editor.kept
        while stack.next_undo is not None:
            stack.undo()
            assert program.workspace.dataset.fingerprint == states[stack.index]
        assert program.workspace.dataset is original
        assert program.editor.kept.are_none
        while stack.index < last[0]:
            stack.redo()
        assert (stack.index, program.workspace.dataset.edits, program.editor.kept) == last
        assert (program.keeper._store.find(original) or DatasetEdits()) == program.editor.kept

    check()
    program.shutdown()
    assert unchanging(contents(tmp_path / "own")) == before
