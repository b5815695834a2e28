"""Short texts about edited data."""

from catgui.domain.data_texts import data_text
from catgui.domain.edits.data_texts import short_data_text
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.data.image_folder import ImageFolderSettings
from tests.support.small_data import make_dataset


def test_the_counts_of_edits_are_short():
    course = DataOrigin("course")
    pets = DataOrigin(("/pets",), ImageFolderSettings().as_dict())
    name = "course photos, 1,038 added, 4 relabelled, 1 moved, 2 left out"
    assert short_data_text(name, course) == "course photos +1,038 ≠4 →1 ×2"
    assert data_text(name, course) == name
    assert short_data_text("pets, 2 left out", pets) == "pets ×2: whole picture"
    for plain in ("course photos", "3 moved", "cats, 4 added and more"):
        assert short_data_text(plain, None) == plain


def test_the_counts_are_those_of_edited_data():
    keys = [PictureKey("train", index) for index in range(4)]
    edited = EditedDataset.of(make_dataset()).relabel(keys[:2], 0).relabel(keys[:2], 1).move(keys[2:3], "test")
    edited = edited.leave_out(keys[3:]).add([AddedPicture(make_dataset(seed=5).train.pictures[0])], 1, "train")
    assert short_data_text(edited.dataset.name, None).startswith("random pictures +1 ")
    assert short_data_text(edited.dataset.name, None).endswith("→1 ×1")
