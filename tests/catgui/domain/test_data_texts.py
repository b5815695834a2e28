"""Texts about folders of pictures as data."""

from catgui.domain.data_texts import data_text, divides_alike, folder_settings, short_data_text
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.data.image_folder.settings import ImageFolderSettings
from engine.data.origin import DataOrigin
from engine.images.photo import Framing
from tests.support.small_data import make_dataset


def pets(**settings):
    return DataOrigin(("/pets",), ImageFolderSettings(**settings).as_dict())


def test_the_same_folders_read_in_another_way_have_another_text():
    assert data_text("pets", pets()) == "pets: whole picture"
    assert data_text("pets", pets(framing=Framing.CENTER, positive="cat")) == "pets: cat, centre crop"
    text = data_text("pets", pets(side=96, test_percent=30, seed=2))
    assert text == "pets: whole picture, 96 px, 30% test, split seed 2"


def test_other_data_have_only_a_name():
    assert data_text("course photos", DataOrigin("course")) == "course photos"
    assert data_text("mine", None) == "mine"
    assert folder_settings(DataOrigin("course")) == folder_settings(None) == {}


def test_the_counts_of_edits_are_short():
    course = DataOrigin("course")
    name = "course photos, 1,038 added, 4 relabelled, 1 moved, 2 left out"
    assert short_data_text(name, course) == "course photos +1,038 ≠4 →1 ×2"
    assert data_text(name, course) == name
    assert short_data_text("pets, 2 left out", pets()) == "pets ×2: whole picture"
    for plain in ("course photos", "3 moved", "cats, 4 added and more"):
        assert short_data_text(plain, None) == plain


def test_the_counts_are_those_of_edited_data():
    keys = [PictureKey("train", index) for index in range(4)]
    edited = EditedDataset.of(make_dataset()).relabel(keys[:2], 0).relabel(keys[:2], 1).move(keys[2:3], "test")
    edited = edited.leave_out(keys[3:]).add([AddedPicture(make_dataset(seed=5).train.pictures[0])], 1, "train")
    assert short_data_text(edited.dataset.name, None).startswith("random pictures +1 ")
    assert short_data_text(edited.dataset.name, None).endswith("→1 ×1")


def test_all_settings_of_folders_have_a_title():
    assert folder_settings(pets(positive="cat")) == {
        "Recognized class": "cat",
        "Framing": "Whole picture",
        "Picture size": "64 x 64 pixels",
        "Test share": "20%",
        "Split seed": "1",
    }


def test_another_framing_is_tested_on_the_same_pictures_and_another_split_is_not():
    assert divides_alike(pets(), pets(framing=Framing.CENTER, side=96))
    assert divides_alike(DataOrigin("course"), None)
    for other in (pets(seed=2), pets(test_percent=30), pets(positive="cat")):
        assert not divides_alike(pets(), other)
