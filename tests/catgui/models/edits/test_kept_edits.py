"""The edits of data sets in the profile, by what their originals contain."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.kept_edits import EditKeeper, KeptEdits
from catgui.models.tasks.background_task import end_work
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.data.dataset import DataOrigin, Part
from engine.data.edited_dataset import DataReference, EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, AddedPicture, DatasetEdits, PictureKey, Placement
from tests.support.picture_files import make_class_folders, make_photo
from tests.support.small_data import make_dataset, save_pair

A, B, C = (PictureKey("train", index) for index in (1, 2, 4))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profile.sqlite"


class Window:
    """One of several windows that edit the same data."""

    def __init__(self, keeper, original):
        self.keeper, self.kept = keeper, KeptEdits(keeper)
        self.open(original)
        assert keeper.wait(10)  # it has the profile open until then, and Windows deletes no file that is open

    def open(self, original):
        self.original = original
        self.edited = EditedDataset(original, self.kept.find(original) or DatasetEdits())

    def edit(self, change):
        self.edited = change(self.edited)
        self.kept.put(self.original, self.edited.edits)
        assert self.keeper.wait(10)

    def add(self, shade, part="train"):
        picture = AddedPicture(np.full((8, 8, 3), shade, np.uint8), f"{shade}.png")
        return self.edit(lambda data: data.add([picture], 1, part))

    @property
    def found(self):
        """The part and label of each edited picture; added ones by their file."""
        edits = self.edited.edits
        names = {key: edits.added[key.index].file if key.source == ADDED else key for key in edits.placements}
        return {names[key]: (at.part, at.label) for key, at in edits.placements.items()}


@pytest.fixture
def open_window(open_profile):
    """Opens a data set in a new window; by default always the same one."""
    return lambda original=None: Window(open_profile(), original or make_dataset())


def edit_some(data):
    picture = AddedPicture(np.full((8, 8, 3), 3, np.uint8), "cats/tom.png")
    return data.add([picture], 1, "train").relabel([PictureKey("test", 2)], 1)


def execute(path, *statement):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(*statement).fetchall()
        connection.commit()
    return rows


def test_edits_come_back_with_their_pictures_for_the_same_data_wherever_they_lie(open_window):
    window = open_window()
    window.edit(edit_some)
    again = open_window(replace(make_dataset(), name="a copy elsewhere", source="elsewhere"))
    assert again.edited.edits == window.edited.edits
    assert np.array_equal(again.edited.edits.added[0].pixels, window.edited.edits.added[0].pixels)
    assert open_window(make_dataset(seed=5)).found == {}


def test_a_picture_of_a_file_with_a_long_name_comes_back(open_window):
    picture = AddedPicture(np.full((8, 8, 3), 3, np.uint8), 5_000 * "x")
    window = open_window()
    window.edit(lambda data: data.add([picture], 1, "train"))
    again = open_window()
    assert again.found == window.found
    assert again.kept.problem == ""


def test_edits_that_are_taken_back_do_not_come_back_and_their_pictures_go(open_window, path):
    window = open_window()
    window.edit(edit_some)
    window.edit(lambda data: data.with_edits(DatasetEdits()))
    assert open_window().found == {}
    assert execute(path, "SELECT count(*) FROM pictures") == [(0,)]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE edits SET part = 'tset' WHERE source = 'test'",
        "UPDATE edits SET label = 7 WHERE source = 'test'",
        "UPDATE edits SET number = 'x' WHERE source = 'test'",
        "UPDATE edits SET source = x'ff' WHERE source = 'test'",
    ],
)
def test_a_damaged_edit_is_told_the_others_are_made_and_all_stay(open_window, path, damage):
    open_window().edit(edit_some)
    execute(path, damage)
    before = execute(path, "SELECT * FROM edits")
    window = open_window()
    assert window.found == {"cats/tom.png": ("train", 1)}
    assert window.kept.problem == "Damaged edits of random pictures, not made: 1."
    window.edit(lambda data: data.relabel([A], 1))
    assert set(before) < set(execute(path, "SELECT * FROM edits"))


@pytest.mark.parametrize("changed", [2**62 + 1, 2**63 - 1, -1, 1e300, "x", b"x", None])
def test_a_row_from_the_future_is_told_and_kept_and_later_edits_are_made(open_window, path, changed):
    open_window().edit(edit_some)
    execute(path, "UPDATE edits SET changed = ? WHERE source = 'test'", (changed,))
    future = execute(path, "SELECT * FROM edits WHERE source = 'test'")
    window = open_window()
    assert window.kept.problem == "Damaged edits of random pictures, not made: 1."
    window.edit(lambda data: data.relabel([A], 1))
    window.edit(lambda data: data.leave_out([A]))
    again = open_window()
    assert again.found == {A: ("", 1), "cats/tom.png": ("train", 1)}
    assert again.kept.problem == "Damaged edits of random pictures, not made: 1."
    assert execute(path, "SELECT * FROM edits WHERE source = 'test'") == future
    again.edit(lambda data: data.relabel([PictureKey("test", 2)], 1))
    assert open_window().found == {**again.found, PictureKey("test", 2): ("test", 1)}


def test_edits_after_the_last_number_are_made(open_window, path):
    open_window().edit(edit_some)
    execute(path, "UPDATE edits SET changed = ?", (2**62,))
    window = open_window()
    window.edit(lambda data: data.relabel([A], 1))
    assert open_window().found == window.found
    assert len(window.found) == 3


def test_an_added_picture_that_is_damaged_is_told(open_window, path):
    open_window().edit(edit_some)
    execute(path, "UPDATE pictures SET bytes = zeroblob(192)")
    window = open_window()
    assert window.found == {PictureKey("test", 2): ("test", 1)}
    assert "not made: 1." in window.kept.problem


def test_edits_that_cannot_be_read_are_told_and_nothing_is_written_over_them(open_window, path, monkeypatch):
    open_window().edit(edit_some)
    monkeypatch.setattr("catgui.profile.store._LOCK_TIMEOUT", 0.01)
    monkeypatch.setattr("catgui.models.edits.kept_edits._MOST_SECONDS", 0.01)
    monkeypatch.setattr("catgui.profile.keeper._RETRY_SECONDS", 0.01)
    window = open_window()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        window.open(make_dataset())
    assert window.found == {}
    assert (
        "Your edits of random pictures could not be read: another program uses the profile; close it."
        in window.kept.problem
    )
    window.edit(lambda data: data.relabel([A], 1))
    assert set(open_window().found) == {A, "cats/tom.png", PictureKey("test", 2)}


def test_edits_that_cannot_be_written_are_found_in_the_window_and_written_later(open_window, path, monkeypatch):
    monkeypatch.setattr("catgui.models.edits.kept_edits._MOST_SECONDS", 0.01)
    monkeypatch.setattr("catgui.profile.keeper._RETRY_SECONDS", 0.01)
    monkeypatch.setattr("catgui.profile.store._LOCK_TIMEOUT", 0.01)
    window = open_window()
    assert window.keeper.wait(10)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        window.edited = edit_some(window.edited)
        window.kept.put(window.original, window.edited.edits)
        edits = window.edited.edits
        window.open(make_dataset())
        assert window.edited.edits == edits, "the same data are opened again"
        window.edited = window.edited.revert([PictureKey("test", 2)])
        window.kept.put(window.original, window.edited.edits)
        window.open(make_dataset())
        assert window.found == {"cats/tom.png": ("train", 1)}
    assert window.keeper.wait(10)
    assert open_window().found == window.found


def test_pictures_of_data_that_were_open_meanwhile_are_others(open_window):
    window = open_window()
    window.edit(lambda data: data.relabel([A], 1))
    window.open(make_dataset(seed=5))
    window.edit(lambda data: data.leave_out([A]))
    window.open(make_dataset())
    window.edit(lambda data: data.move([A], "test"))
    assert open_window().found == {A: ("test", 1)}
    assert open_window(make_dataset(seed=5)).found == {A: ("", 0)}


# --- several windows


def test_the_edits_of_two_windows_are_kept_together(open_window):
    first, second = open_window(), open_window()
    first.edit(lambda data: data.relabel([A], 1))
    second.edit(lambda data: data.relabel([B], 1))
    second.edit(lambda data: data.leave_out([B]))
    first.edit(lambda data: data.move([A], "test"))
    assert open_window().found == {A: ("test", 1), B: ("", 1)}


def test_what_a_window_takes_back_does_not_take_back_the_edits_of_another(open_window):
    first, second = open_window(), open_window()
    first.edit(lambda data: data.relabel([A], 1))
    second.edit(lambda data: data.relabel([A, B], 1).leave_out([PictureKey("test", 1)]))
    first.edit(lambda data: data.revert([A]))
    assert open_window().found == {B: ("train", 1), PictureKey("test", 1): ("", 0)}


def test_pictures_that_two_windows_added_under_one_number_are_both_kept(open_window):
    first, second = open_window(), open_window()
    first.add(1)
    second.add(2)
    second.add(1, "test")  # which both have now: the later one counts
    first.add(3)
    second.edit(lambda data: data.revert([PictureKey(ADDED, 0)]))
    assert open_window().found == {"1.png": ("test", 1), "3.png": ("train", 1)}


def test_of_edits_that_together_would_leave_no_class_the_later_are_kept_but_not_made(open_window):
    first, second = open_window(), open_window()
    cats = [PictureKey("test", index) for index in np.flatnonzero(make_dataset().test.labels[0] == 1).tolist()]
    first.edit(lambda data: data.leave_out(cats[1:]))
    second.edit(lambda data: data.leave_out(cats[:1]))
    third = open_window()
    assert set(third.found) == set(cats[1:])
    assert third.kept.problem.startswith("Edits of random pictures, not made, as a part would lose a class: 1.")
    third.edit(lambda data: data.revert(cats[1:]))
    assert set(open_window().found) == set(cats[:1]), "they are made when there is room for them"


def test_a_label_of_one_window_and_a_part_of_another_are_both_kept(open_window):
    first, second = open_window(), open_window()
    first.edit(lambda data: data.relabel([A], 1))
    second.edit(lambda data: data.move([A], "test"))
    assert open_window().found == {A: ("test", 1)}
    first.edit(lambda data: data.revert([A]))
    assert open_window().found == {A: ("test", 0)}
    second.edit(lambda data: data.revert([A]))
    assert open_window().found == {}


def test_an_added_picture_that_another_window_has_left_out_has_its_label_if_it_is_moved(open_window):
    first = open_window()
    first.add(1)
    second = open_window()
    second.edit(lambda data: data.leave_out([PictureKey(ADDED, 0)]))
    assert open_window().found == {}
    first.edit(lambda data: data.move([PictureKey(ADDED, 0)], "test"))
    assert open_window().found == {"1.png": ("test", 1)}


def test_a_damaged_part_of_a_row_is_not_taken_for_that_of_another_window(open_window, path):
    window = open_window()
    window.edit(lambda data: data.relabel([A], 1))
    execute(path, "UPDATE edits SET part = 'tset', label = 7")
    window.edit(lambda data: data.move([A], "test"))
    assert open_window().found == {A: ("test", 1)}


# --- other pictures at the same place


def at_place(dataset, pictures=None, place="/data/pets"):
    """`dataset` as it is found at a place, with some of its training pictures, if any are given."""
    train = dataset.train
    if pictures is not None:
        train = Part(train.pictures[pictures], train.labels[:, pictures])
    return replace(dataset, train=train, origin=DataOrigin((place,)))


def test_edits_follow_their_pictures_when_others_are_gone(open_window, dataset):
    open_window(at_place(dataset)).edit(lambda data: data.relabel([A], 1).leave_out([B]).move([C], "test"))
    shorter = [0, *range(2, 24)]
    assert open_window(at_place(dataset, shorter)).edited.edits.placements == {
        PictureKey("train", 1): Placement(LEFT_OUT, 0),
        PictureKey("train", 3): Placement("test", 0),
    }
    assert open_window(at_place(dataset, shorter, "/data/other")).found == {}
    assert open_window(replace(at_place(dataset, shorter), origin=None)).found == {}


def test_edits_of_all_pictures_are_back_when_all_are_there_again(open_window, dataset):
    whole, half = at_place(dataset), at_place(dataset, list(range(3, 24)))
    open_window(whole).edit(lambda data: data.relabel([A], 1).leave_out([B]).leave_out([PictureKey("train", 5)]))
    window = open_window(half)
    assert window.found == {PictureKey("train", 2): ("", 0)}
    window.edit(lambda data: data.leave_out([PictureKey("train", 3)]))
    assert set(open_window(whole).found) == {A, B, *(PictureKey("train", index) for index in (5, 6))}
    window.edit(lambda data: data.revert([PictureKey("train", 2)]))
    assert set(open_window(whole).found) == {A, B, PictureKey("train", 6)}


def test_edits_of_quite_other_data_at_the_place_change_nothing_of_the_first(open_window, dataset):
    first = open_window(at_place(dataset))
    first.edit(edit_some)
    other = open_window(at_place(make_dataset(seed=9)))
    assert other.found == {}
    other.edit(lambda data: data.leave_out([A]))
    assert open_window(at_place(dataset)).found == first.found
    assert set(open_window(at_place(make_dataset(seed=9))).found) == {A}


def test_a_picture_in_the_other_part_stays_there_with_its_label(open_window, dataset):
    open_window(at_place(dataset)).edit(lambda data: data.relabel([A], 1).move([B], "test"))
    swapped = at_place(replace(dataset, train=dataset.test, test=dataset.train))
    assert open_window(swapped).edited.edits.placements == {PictureKey("test", 1): Placement("test", 1)}


def test_added_pictures_are_carried_over_to_pictures_of_the_same_size(open_window, dataset):
    window = open_window(at_place(dataset))
    window.add(7)
    assert open_window(at_place(dataset, list(range(2, 24)))).found == {"7.png": ("train", 1)}
    assert open_window(at_place(make_dataset(side=16))).found == {}


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
        end_work(self.workspace)


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
