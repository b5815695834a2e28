"""Texts about folders of pictures as data."""

from pathlib import Path

from catgui.domain.data_texts import data_text, divides_alike, folder_settings, reading_text
from engine.data.dataset import DataOrigin
from engine.data.image_folder import ImageFolderSettings
from engine.images.photo import Framing


def pets(**settings):
    return DataOrigin(("/pets",), ImageFolderSettings(**settings).as_dict())


def test_what_is_read_is_named():
    assert reading_text("course") == "Reading the course photos…"
    assert reading_text(["/data/pets/"]) == "Reading pets…"
    assert reading_text([Path("/a/cats"), "/b/dogs\u202e"]) == "Reading cats, dogs\ufffd…"


def test_the_same_folders_read_in_another_way_have_another_text():
    assert data_text("pets", pets()) == "pets: whole picture"
    assert data_text("pets", pets(framing=Framing.CENTER, positive="cat")) == "pets: cat, center crop"
    text = data_text("pets", pets(side=96, test_percent=30, seed=2))
    assert text == "pets: whole picture, 96 px, 30% test, split seed 2"


def test_all_settings_of_folders_have_a_title():
    assert folder_settings(pets(positive="cat")) == {
        "Recognized class": "cat",
        "Framing": "whole picture",
        "Picture size": "64 x 64 px",
        "Test share": "20%",
        "Split seed": "1",
    }


def test_another_framing_is_tested_on_the_same_pictures_and_another_split_is_not():
    assert divides_alike(pets(), pets(framing=Framing.CENTER, side=96))
    assert divides_alike(DataOrigin("course"), None)
    for other in (pets(seed=2), pets(test_percent=30), pets(positive="cat")):
        assert not divides_alike(pets(), other)
