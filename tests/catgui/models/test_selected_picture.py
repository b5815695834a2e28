"""The picture that is picked, as an example, and the way back from it."""

import numpy as np
import pytest

from catgui.domain.picture import Picture
from catgui.models.selected_picture import SelectedPicture
from engine.training.features import count_features


def picture(value, side=4):
    return np.full((side, side, 3), value, np.uint8)


@pytest.fixture
def picked(qapp):
    return SelectedPicture()


def test_a_picture_is_one_example_for_a_network_of_its_shape(picked, qtbot):
    with qtbot.waitSignal(picked.changed):
        picked.pick(picture(51), "a photo")
    assert picked.title == "a photo"
    example = picked.example_for((4, 4))
    assert example.count == 1
    np.testing.assert_array_equal(example.rows, np.full((1, 48), 51))
    assert picked.example_for((4, 4)) is example
    assert picked.example_for((8, 8)) is None


def test_a_selected_picture_has_its_place_in_the_data(picked):
    one, two = Picture("train", 1), Picture("test", 2)
    picked.pick(picture(1), one.name, one)
    picked.push(picture(2), two.name, two)
    assert picked.picture == two
    picked.go_back()
    assert picked.picture == one
    picked.pick(picture(3), "a photo")
    assert picked.picture is None


def test_a_photo_that_is_selected_is_not_selected_again(picked):
    changes = []
    picked.changed.connect(lambda: changes.append(picked.title))
    view = picture(1)
    for _ in range(2):
        picked.pick_photo(view, "a photo")
    assert changes == ["a photo"]
    picked.push(picture(2), "two")
    picked.pick_photo(view, "a photo")
    assert changes == ["a photo", "two", "a photo"]
    assert picked.previous_title == ""


def test_the_way_back_goes_through_those_that_were_followed(picked):
    picked.pick(picture(1), "one")
    picked.push(picture(2), "two")
    picked.push(picture(3), "three")
    titles = []
    picked.changed.connect(lambda: titles.append(picked.title))
    assert picked.previous_title == "two"
    for _ in range(3):
        picked.go_back()
    assert titles == ["two", "one"]
    assert picked.pixels[0, 0, 0] == 1


def test_another_selection_clears_the_history(picked):
    picked.push(picture(1), "one")
    assert picked.previous_title == ""
    picked.push(picture(2), "two")
    picked.pick(picture(3), "three")
    assert picked.previous_title == ""
    picked.go_back()
    assert picked.title == "three"


def test_for_another_network_it_is_an_example_of_other_features(picked):
    picked.pick(picture(51, side=16), "a photo")
    example = picked.example_for((16, 16), "pretrained")

    assert example.features == count_features("pretrained", (16, 16))
    assert picked.example_for((16, 16), "pretrained") is example
    assert picked.example_for((16, 16)).features == 16 * 16 * 3
    picked.pick(picture(200, side=16), "another")
    assert not np.array_equal(picked.example_for((16, 16), "pretrained").rows, example.rows)
