"""Blocks keep some places of every picture, and pictures that are too small are refused."""

import pytest

from engine.errors import ConfigError
from engine.vision.block import BlockSpec
from engine.vision.classification.architecture import architecture_for


def test_the_blocks_of_course_photos():
    architecture = architecture_for((16, 32, 64), (64, 64))

    assert architecture.blocks == (BlockSpec(16, 2, True), BlockSpec(32, 1, True), BlockSpec(64, 1, True))
    assert architecture.map_size(64, 64) == (4, 4)


@pytest.mark.parametrize("shape", [(8, 8), (8, 40), (33, 47), (64, 64), (300, 200)])
def test_places_are_left_after_any_number_of_blocks(shape):
    assert min(architecture_for((2,) * 20, shape).map_size(*shape)) >= 4


def test_pictures_that_are_too_small_are_refused_with_what_to_do():
    with pytest.raises(ConfigError, match="must be pixels for 7 x 64 pictures"):
        architecture_for((4,), (7, 64))
