"""The settings of a data set made of pictures: checked, and the same after they were written down."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.image_folder.settings import DEFAULTS, ORDER_OF_0_2, ImageFolderSettings
from engine.errors import ConfigError, UnknownOptionError
from engine.images.photo import Framing


def test_the_defaults_are_the_size_of_the_course_and_a_fifth_for_testing():
    assert ImageFolderSettings(side=64, framing=Framing.WHOLE, test_percent=20, seed=1) == DEFAULTS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("side", 15),
        ("side", 129),
        ("side", 64.5),
        ("side", True),
        ("test_percent", 0),
        ("test_percent", 91),
        ("seed", -1),
        ("seed", 2**32),
        ("framing", "corner"),
        ("positive", 1),
    ],
)
def test_an_invalid_value_is_refused_by_its_name(field, value):
    with pytest.raises(ConfigError, match=rf"{field} = ") as refusal:
        ImageFolderSettings(**{field: value})
    assert refusal.value.field == field


@given(
    side=st.integers(16, 128),
    framing=st.sampled_from(Framing),
    percent=st.integers(1, 90),
    seed=st.integers(0, 2**32 - 1),
    positive=st.none() | st.text(),
)
def test_settings_survive_json(side, framing, percent, seed, positive):
    settings = ImageFolderSettings(side, framing, percent, seed, positive)
    assert ImageFolderSettings.from_dict(json.loads(json.dumps(settings.as_dict()))) == settings


def test_settings_from_before_a_kind_could_be_chosen_are_read():
    before = {"side": 32, "framing": "whole", "test_percent": 20, "seed": 1}
    assert ImageFolderSettings.from_dict(before) == ImageFolderSettings(side=32, positive=ORDER_OF_0_2)


def test_names_of_another_program_are_refused():
    with pytest.raises(UnknownOptionError, match="corners"):
        ImageFolderSettings.from_dict({**DEFAULTS.as_dict(), "corners": 4})
