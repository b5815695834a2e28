"""The edits of data sets in the profile, by what their originals contain."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.kept_edits import EditKeeper, KeptEdits
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.data.dataset import DataOrigin, Part
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey, Placement
from tests.support.picture_files import make_class_folders, make_photo
from tests.support.small_data import make_dataset, save_pair

A, B, C = (PictureKey("train", index) for index in (1, 2, 4))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "catgui.sqlite"


def write(kept, store):
    """Write what was put, as a window does with its session."""
    kept.confirm_written(store.write(kept.write))


class Window:
    """A window that edits a data set."""

    def __init__(self, keeper, original):
        self.keeper, self.kept = keeper, KeptEdits(keeper)
        self.open(original)

    def open(self, original):
        self.original = original
        self.edited = EditedDataset(original, self.kept.find(original))

    def edit(self, change):
        self.edited = change(self.edited)
        self.kept.put(self.original, self.edited.edits)
        write(self.kept, self.keeper.store)

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


def test_edits_that_are_taken_back_do_not_come_back_and_their_pictures_go(open_window, path):
    window = open_window()
    window.edit(edit_some)
    window.edit(lambda data: data.with_edits(DatasetEdits()))
    assert open_window().found == {}
    assert execute(path, "SELECT count(*) FROM pictures") == [(0,)]


@pytest.mark.parametrize(
    "damage", ["UPDATE edits SET edits = '{'", "UPDATE pictures SET bytes = zeroblob(192)", "locked"]
)
def test_edits_that_could_not_be_found_are_reported_and_never_written_over(open_window, path, damage, monkeypatch):
    monkeypatch.setattr("catgui.profile.store._LOCK_TIMEOUT", 0.01)
    open_window().edit(edit_some)
    window = open_window(make_dataset(seed=5))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        if damage == "locked":
            other.execute("BEGIN EXCLUSIVE")
        else:
            other.execute(damage)
        window.open(make_dataset())
    before = execute(path, "SELECT * FROM edits"), execute(path, "SELECT * FROM pictures")
    assert window.found == {}
    assert "Your edits of random pictures could not be read: " in window.kept.problem
    window.edit(lambda data: data.relabel([A], 1))
    assert before == (execute(path, "SELECT * FROM edits"), execute(path, "SELECT * FROM pictures"))


def test_edits_that_are_not_written_yet_are_found_when_the_same_data_are_opened_again(open_window):
    window = open_window()
    window.kept.put(window.original, edit_some(window.edited).edits)
    window.open(make_dataset())
    assert set(window.found) == {"cats/tom.png", PictureKey("test", 2)}
    write(window.kept, window.keeper.store)
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


# --- other pictures at the same place


def at_place(dataset, indices=None):
    """`dataset`, or the training pictures `indices` of it, at a place."""
    if indices is not None:
        train = Part(dataset.train.pictures[indices], dataset.train.labels[:, indices])
        dataset = replace(dataset, train=train)
    return replace(dataset, origin=DataOrigin(("/pictures",)))


def test_edits_of_the_same_pictures_come_back_and_those_of_the_first_data_stay(open_window, dataset):
    first = open_window(at_place(dataset))
    first.edit(lambda data: data.relabel([A], 1).leave_out([C]))
    later = open_window(at_place(dataset, list(range(1, 24))))
    assert later.found == {PictureKey("train", 0): ("train", 1), PictureKey("train", 3): ("", first.found[C][1])}
    later.edit(lambda data: data.revert([PictureKey("train", 0)]))
    assert open_window(at_place(dataset)).found == first.found


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
    picture = AddedPicture(np.full((8, 8, 3), 7, np.uint8), "7.png")
    open_window(at_place(dataset)).edit(lambda data: data.add([picture], 1, "train"))
    assert open_window(at_place(dataset, list(range(2, 24)))).found == {"7.png": ("train", 1)}
    assert open_window(at_place(make_dataset(side=16))).found == {}


# --- a program


class Program:
    """The models of a running program that have to do with edits; it is killed unless it is closed."""

    def __init__(self, keeper, user_notices):
        self.profile = keeper
        self.kept = KeptEdits(keeper)
        self.workspace = Workspace(find_kept_edits=self.kept.find)
        self.stack = UndoStack(self.workspace)
        self.editor = DataEditor(self.workspace, self.stack, self.workspace)
        self.editor.edited_anew.connect(self.put)
        self.keeper = EditKeeper(self.editor, self.kept, self.workspace)
        self._user_notices = user_notices

    def put(self, original, edits):
        self.kept.put(original, edits)
        write(self.kept, self.profile.store)

    @property
    def notices(self):
        return [(one.text, dict(one.actions)) for one in self._user_notices if one.source is self.keeper]

    def open(self, place, qtbot):
        with qtbot.waitSignal(self.workspace.dataset_changed):
            self.workspace.open([str(place)])
        return self.workspace.dataset

    def edit(self):
        """Relabel two pictures and add one."""
        self.editor.relabel([PictureKey("train", 1), PictureKey("train", 2)], 1)
        self.editor.add([(AddedPicture(np.full((8, 8, 3), 7, np.uint8), "tom.png"), 1)], "train")


@pytest.fixture
def start(open_profile, user_notices):
    """Starts the program."""
    started = []

    def start(*path):
        started.append(program := Program(open_profile(*path), user_notices))
        return program

    yield start
    for program in started:
        program.profile.shutdown()
        end_work(program.workspace)


@pytest.fixture
def places(tmp_path):
    for seed, name in enumerate(("first", "second")):
        (tmp_path / name).mkdir()
        save_pair(tmp_path / name, make_dataset(seed=seed))
    return tmp_path / "first", tmp_path / "second"


COUNTS = "1 added, 2 relabeled"


def test_edits_are_back_when_other_data_were_open_in_between_and_after_a_kill(start, places, qtbot):
    program = start()
    program.open(places[0], qtbot)
    program.edit()
    edits, name = program.workspace.dataset.edits, program.workspace.dataset.original.name
    assert program.open(places[1], qtbot).edits is None
    assert program.notices == [(f"Your edits of {name} are kept: {COUNTS}.", {})]
    assert program.open(places[0], qtbot).edits == edits
    assert program.notices[-1][0] == f"Your edits of {name} are back: {COUNTS}."
    again = start().open(places[0], qtbot)
    assert (again.edits, again.fingerprint) == (edits, program.workspace.dataset.fingerprint)


def test_edits_of_a_folder_are_back_when_it_has_got_another_picture(start, tmp_path, qtbot):
    folder = make_class_folders(tmp_path / "pets", {"cat": 30, "non-cat": 6})
    for place, path in enumerate(sorted(folder.rglob("*.png"))):
        make_photo(path, color=(7 * place, 255 - 7 * place, 99))
    first = start()
    first.open(folder, qtbot)
    first.editor.leave_out([PictureKey("train", 0), PictureKey("train", 3)])
    left_out = {first.editor.edited.file(edit.key) for edit in first.editor.edited.changes}
    make_photo(folder / "cat" / "a new one.png", color="white")
    program = start()
    program.open(folder, qtbot)
    edited = program.editor.edited
    assert edited.original.train.count + edited.original.test.count == 37
    assert {edited.file(edit.key) for edit in edited.changes} == left_out
    assert program.notices[0][0].endswith(" are back: 2 left out.")


def test_discarded_edits_do_not_come_back_but_by_undo(start, places, qtbot):
    first = start()
    first.open(places[0], qtbot)
    first.edit()
    program = start()
    edits = program.open(places[0], qtbot).edits
    program.notices[0][1]["Discard"]()
    assert program.workspace.dataset.edits is None
    assert program.stack.next_undo.text == "Discard edits"
    assert start().open(places[0], qtbot).edits is None
    program.stack.undo()
    assert program.workspace.dataset.edits == edits
    assert start().open(places[0], qtbot).edits == edits
