"""What the window says of the part that a photo is in."""

from dataclasses import replace

from catgui.domain.photo_parts import button_tip, placed_text
from catgui.domain.photo_texts import description
from tests.support.photo_entries import make_entry


def test_the_part_follows_the_actual_class():
    assert placed_text("cat", "train") == "Actual: cat (training part)"
    assert placed_text("cat", "") == "Actual: cat"


def test_the_description_names_the_part():
    entry = make_entry("cat.jpg", actual="cat")
    assert "In the test part of the data" in description(replace(entry, part="test")).splitlines()
    assert "of the data" not in description(entry)


def test_a_button_adds_or_moves():
    assert button_tip("test", "", "Shift+T") == "Add the photo to the data (key Shift+T)"
    assert button_tip("test", "train", "Shift+T") == "Move the photo to the test part (key Shift+T)"
    assert button_tip("train", "train", "T").startswith("The photo is in the training part")
