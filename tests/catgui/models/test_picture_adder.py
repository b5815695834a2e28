"""Pictures of files are added to a class of the data, in the background and as one edit."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from catgui.domain.edit_texts import AdditionTarget
from catgui.inputs.sources import BytesSource, ImageSource, PathSource
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor, PictureAdder
from catgui.models.messages import user_messages
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.data.image_folder import ImageFolderSettings
from engine.images.photo import Framing
from engine.images.reader import read_view
from tests.support import child_tasks
from tests.support.picture_files import make_class_folders, make_folders, make_photo, picture_bytes
from tests.support.small_data import make_dataset

CAT, OTHER_TEST = AdditionTarget(1, "train"), AdditionTarget(0, "test")


@pytest.fixture
def workspace(qapp, dataset):
    workspace = Workspace(saved_settings=lambda _: ImageFolderSettings(framing=Framing.CENTER))
    workspace.set_dataset(dataset)
    yield workspace
    end_work(workspace)


@pytest.fixture
def stack(workspace):
    return UndoStack(workspace)


@pytest.fixture
def adder(workspace, stack):
    adder = PictureAdder(workspace, DataEditor(workspace, stack, workspace), workspace)
    yield adder
    end_work(adder)


def add(qtbot, adder, sources, target=CAT):
    with qtbot.waitSignal(user_messages.posted) as notified:
        adder.add(sources, target)
    return notified.args[0].text


def test_a_folder_a_file_and_pasted_pictures_are_added_as_one_edit(qtbot, adder, workspace, stack, dataset, tmp_path):
    folder = make_folders(tmp_path / "more", {"tigers": 3}) / "tigers"
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    image.fill("yellow")
    sources = [
        PathSource(str(folder)),
        PathSource(str(make_photo(tmp_path / "minka.jpg", "green"))),
        BytesSource("drawn.png", picture_bytes("white")),
        ImageSource("picture", image),
    ]
    assert add(qtbot, adder, sources) == "Added 6 pictures to training."
    train = workspace.dataset.train
    assert train.count == dataset.train.count + 6
    assert train.labels[0, -6:].tolist() == [1] * 6
    assert train.files[-6:-2] == ("tigers/0.png", "tigers/1.png", "tigers/2.png", f"{tmp_path.name}/minka.jpg")
    assert (train.pictures[-2] == 255).all()
    assert len(stack.commands) == 1
    stack.undo()
    assert workspace.dataset is dataset


def test_added_pictures_are_framed_as_the_data_are(qtbot, adder, workspace, tmp_path):
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.open([str(make_class_folders(tmp_path / "pets"))])
    path = tmp_path / "wide.png"
    wide = np.zeros((40, 120, 3), np.uint8)
    wide[:, 60:] = 255
    QImage(wide.data, 120, 40, 360, QImage.Format.Format_RGB888).save(str(path))
    add(qtbot, adder, [PathSource(str(path))], OTHER_TEST)
    expected = read_view(path, (64, 64), Framing.CENTER)
    assert np.array_equal(workspace.dataset.test.pictures[-1], expected)
    assert workspace.dataset.test.labels[0, -1] == 0


def test_what_cannot_be_read_is_named_and_the_others_are_added(qtbot, adder, tmp_path):
    (tmp_path / "notes.png").write_text("words")
    (tmp_path / "empty").mkdir()
    sources = [PathSource(str(tmp_path / name)) for name in ("notes.png", "empty")]
    said = add(qtbot, adder, [PathSource(str(make_photo(tmp_path / "a.png"))), *sources, BytesSource("b.png", b"b")])
    assert said.startswith("Added 1 picture to training. Not added, not read: empty: it holds no photos")
    assert f"{tmp_path.name}/notes.png: this is no picture of a known format; save it as PNG or JPEG" in said
    assert "b.png: this is no picture of a known format; save it as PNG or JPEG." in said


def test_pictures_of_the_other_part_or_class_are_moved_and_relabeled(qtbot, adder, workspace, stack, tmp_path):
    path = make_photo(tmp_path / "a.png")
    add(qtbot, adder, [PathSource(str(path))])
    before = workspace.dataset
    assert add(qtbot, adder, [PathSource(str(path))], OTHER_TEST) == "Moved 1 picture to test. Relabeled 1 picture."
    assert workspace.dataset.test.count == before.test.count + 1
    assert workspace.dataset.test.labels[0, -1] == 0
    stack.undo()
    assert workspace.dataset.fingerprint == before.fingerprint


def test_further_pictures_wait_for_those_that_are_read(qtbot, adder, workspace, stack, tmp_path, user_notices):
    paths = [make_photo(tmp_path / f"{color}.png", color) for color in ("red", "green", "blue")]
    for path, target in zip([*paths, paths[0]], (CAT, OTHER_TEST, CAT, CAT), strict=True):
        adder.add([PathSource(str(path))], target)
    qtbot.waitUntil(lambda: len(user_notices) == 4)
    said = [message.text for message in user_notices]
    assert said[:3] == [
        "Added 1 picture to training.",
        "Added 1 picture to test.",
        "Added 1 picture to training.",
    ]
    assert said[3].startswith("Already in training: ")  # by then
    assert len(stack.commands) == 3


def test_cancelling_adds_nothing(qtbot, adder, workspace, dataset, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.images.reader._view", child_tasks.hang_on_photo)
    with qtbot.waitSignal(adder.progressed):
        adder.add([PathSource(str(make_photo(tmp_path / "a.png")))], CAT)
    with qtbot.waitSignal(adder.busy_changed), qtbot.assertNotEmitted(user_messages.posted):
        adder.cancel()
    assert not adder.busy
    assert workspace.dataset is dataset


def test_nothing_is_added_to_other_data_opened_meanwhile(qtbot, adder, workspace, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.images.reader._view", child_tasks.hang_on_photo)
    with qtbot.waitSignal(adder.progressed):
        adder.add([PathSource(str(make_photo(tmp_path / "a.png")))], CAT)
    other = make_dataset(seed=8)
    with qtbot.waitSignal(adder.busy_changed):
        workspace.set_dataset(other)
    assert workspace.dataset is other
