"""Opening data sets in the workspace, from folders of pictures above all."""

from dataclasses import replace

import pytest

from catgui.models.background_task import end_work
from catgui.models.workspace import Workspace
from engine.data.duplicates import DuplicatePair
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.images.photo import Framing
from engine.system.reader_process import default_reader
from tests.support import child_tasks
from tests.support.picture_files import make_class_folders
from tests.support.small_data import make_dataset, save_pair


@pytest.fixture
def saved_settings():
    """Settings by where the data are, as the program remembers them."""
    return {}


@pytest.fixture
def workspace(qapp, saved_settings):
    workspace = Workspace(saved_settings=lambda location: saved_settings.get(str(location), DEFAULT_FOLDER_SETTINGS))
    yield workspace
    end_work(workspace)


def opened(workspace, qtbot, location):
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.open(location)
    qtbot.waitUntil(lambda: not workspace.loading)


def test_the_workspace_says_what_is_read_while_no_data_are_open(workspace, qtbot, tmp_path):
    texts = []
    workspace.loading_changed.connect(lambda: texts.append(workspace.reading_text))
    workspace.expect_data()
    opened(workspace, qtbot, [str(make_class_folders(tmp_path / "pets"))])
    workspace.open("builtin")
    qtbot.waitUntil(lambda: not workspace.loading)
    assert list(dict.fromkeys(texts)) == ["Reading…", "Reading pets…", ""]


def test_a_folder_of_pictures_is_read_in_the_background_and_counted(workspace, qtbot, tmp_path):
    counts = []
    workspace.pictures_counted.connect(lambda done, total: counts.append((done, total)))
    location = [str(make_class_folders(tmp_path / "pets"))]
    opened(workspace, qtbot, location)
    assert workspace.location == location
    assert workspace.folder_data.settings == replace(DEFAULT_FOLDER_SETTINGS, positive="cat")
    assert workspace.folder_data.dataset is workspace.dataset
    assert counts[-1] == (12, 12)


def test_pictures_are_opened_with_the_settings_of_the_last_time(workspace, saved_settings, qtbot, tmp_path):
    location = [str(make_class_folders(tmp_path / "pets"))]
    saved_settings[str(location)] = ImageFolderSettings(20, Framing.CENTER, test_percent=50, seed=9, positive="cat")
    opened(workspace, qtbot, location)
    assert workspace.folder_data.settings == saved_settings[str(location)]
    assert workspace.dataset.picture_shape == (20, 20)


def test_what_no_data_can_be_made_of_leaves_the_data_before(workspace, qtbot, tmp_path, user_errors):
    dataset = make_dataset()
    workspace.set_dataset(dataset)
    with qtbot.waitSignal(workspace.not_opened):
        workspace.open([str(make_class_folders(tmp_path / "pets", {"a": 2, "b": 0}))])
    qtbot.waitUntil(lambda: not workspace.loading)
    assert "b: it holds no pictures" in user_errors[0]
    assert (workspace.dataset, workspace.location) == (dataset, None)


def test_of_several_kinds_one_must_be_chosen_and_is_remembered_in_the_settings(workspace, qtbot, tmp_path):
    folder = make_class_folders(tmp_path / "animals", {"cat": 4, "dog": 3, "owl": 2})
    (folder / "cat" / "0.png").write_bytes(b"words")
    for picture in (folder / "dog").iterdir():
        picture.write_bytes(b"words")
    with qtbot.waitSignal(workspace.choice_needed) as needed:
        workspace.open([str(folder)])
    qtbot.waitUntil(lambda: not workspace.loading)
    choice = needed.args[0]
    assert [(kind.name, kind.count, kind.pixels is None) for kind in choice.kinds] == [
        ("cat", 4, False),
        ("dog", 3, True),
        ("owl", 2, False),
    ]
    assert workspace.dataset is None
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.answer_choice(choice, replace(choice.settings, positive="owl"))
    assert workspace.dataset.classes == ("non-owl", "owl")
    assert workspace.folder_data.settings == replace(DEFAULT_FOLDER_SETTINGS, positive="owl")


def test_cats_are_class_1_and_the_reference_says_so(workspace, qtbot, tmp_path):
    location = [str(make_class_folders(tmp_path / "pets", {"cat": 4, "dog": 3}))]
    opened(workspace, qtbot, location)
    first = workspace.dataset
    assert first.classes == ("dog", "cat")
    assert first.origin.folder_settings["positive"] == "cat"
    with qtbot.waitSignal(workspace.choice_needed) as needed:
        workspace.open(location, asks=True)
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.answer_choice(needed.args[0], replace(workspace.folder_data.settings, positive="dog"))
    assert workspace.dataset.classes == ("cat", "dog")
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.open_origin(first.origin)
    assert (workspace.dataset.classes, workspace.dataset.fingerprint) == (first.classes, first.fingerprint)


def test_a_choice_that_is_gone_is_asked_for_again_and_can_be_declined(workspace, saved_settings, qtbot, tmp_path):
    location = [str(make_class_folders(tmp_path / "animals", {"cat": 2, "dog": 2}))]
    saved_settings[str(location)] = replace(DEFAULT_FOLDER_SETTINGS, positive="owl")
    with qtbot.waitSignal(workspace.choice_needed) as needed:
        workspace.open(location)
    assert [kind.name for kind in needed.args[0].kinds] == ["cat", "dog"]
    with qtbot.waitSignal(workspace.not_opened):
        workspace.decline_choice()
    assert workspace.dataset is None
    qtbot.waitUntil(lambda: not workspace.loading)


@pytest.mark.slow
def test_a_picture_that_takes_for_ever_holds_up_neither_cancelling_nor_the_end(workspace, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.images.reader._view", child_tasks.hang_on_photo)
    with qtbot.waitSignal(workspace.pictures_counted):
        workspace.open([str(make_class_folders(tmp_path / "pets"))])
    qtbot.waitUntil(lambda: bool(default_reader().pids))
    workspace.cancel()
    qtbot.waitUntil(lambda: not workspace.loading)
    assert workspace.dataset is None


def test_pictures_in_both_parts_of_hdf5_files_are_found(workspace, qtbot, tmp_path):
    dataset = make_dataset()
    dataset.test.pictures[2] = dataset.train.pictures[5]
    save_pair(tmp_path, dataset)
    opened(workspace, qtbot, [str(tmp_path)])
    assert workspace.duplicates == (DuplicatePair(test=2, train=5),)


# --- edits


def test_a_relabel_reads_no_picture_to_find_duplicates(workspace, monkeypatch):
    dataset = make_dataset()
    dataset.test.pictures[3] = dataset.train.pictures[7]
    workspace.set_dataset(dataset)
    read = []
    monkeypatch.setattr("engine.data.duplicates.picture_digests", lambda them: read.extend(them) or iter(()))
    workspace.set_edited(EditedDataset.of(dataset).relabel([PictureKey("train", 0)], 1).dataset)
    assert workspace.duplicates == (DuplicatePair(test=3, train=7),)
    workspace.set_edited(EditedDataset.of(dataset).leave_out([PictureKey("train", 7)]).dataset)
    assert workspace.duplicates == ()
    assert read == []
