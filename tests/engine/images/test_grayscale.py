"""Deep grays in their right brightness: by what the format says of them, and never black all over."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from engine.images.decoder import decode_photo_bytes
from engine.images.photo import Framing
from tests.support.photo_samples import encoded

SIGNED = {339: 2}


def seen(values: npt.NDArray[Any], **options: Any) -> npt.NDArray[np.uint8]:
    """The grays that the network sees of a TIFF of these values, 64 x 64."""
    data = encoded(Image.fromarray(values), "TIFF", **options)
    return decode_photo_bytes(data, "x").views[Framing.WHOLE][..., 0]


def ramp(low: float, high: float, kind: type) -> npt.NDArray[Any]:
    return np.linspace(low, high, 64 * 64).reshape(64, 64).astype(kind)


@pytest.mark.parametrize(("kind", "unsigned", "most"), [(np.int16, np.uint16, 32767), (np.int8, np.uint8, 127)])
def test_signed_values_are_mapped_to_the_white_of_their_format(kind: type, unsigned: type, most: int) -> None:
    values = ramp(0, most, kind)

    assert np.array_equal(seen(values.view(unsigned), tiffinfo=SIGNED), np.round(values / most * 255))
    assert seen((values // 4).view(unsigned), tiffinfo=SIGNED).max() in (62, 63, 64)


@pytest.mark.parametrize(("kind", "unsigned"), [(np.int16, np.uint16), (np.int8, np.uint8)])
def test_negative_values_are_mapped_by_their_range(kind: type, unsigned: type) -> None:
    grays = seen(ramp(-100, 100, kind).view(unsigned), tiffinfo=SIGNED)

    assert (grays[0, 0], grays[-1, -1]) == (0, 255)
    assert abs(int(grays[32, 0]) - 128) <= 2


def test_signed_values_are_converted_before_averaging() -> None:
    values = np.tile(np.array([-1, 1], np.int8), (1200, 600))

    assert np.ptp(seen(values.view(np.uint8), tiffinfo=SIGNED).astype(int)) <= 4


def test_small_whole_numbers_in_sixteen_bits_are_not_all_black() -> None:
    assert np.array_equal(seen(ramp(0, 255, np.int16).view(np.uint16), tiffinfo=SIGNED), ramp(0, 255, np.int16))


@pytest.mark.parametrize("high", [1e-40, 1e-3, 0.9, 1, 255, 1e30])
def test_floats_of_any_size_are_seen(high: float) -> None:
    assert seen(ramp(0, high, np.float32)).max() >= 229


@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_an_outlier_does_not_change_the_other_values(kind: type) -> None:
    values = ramp(0, 1 if kind is np.float32 else 65535, kind)
    whole = seen(values)
    values[5, 7] = 1e30 if kind is np.float32 else 2**31 - 1
    hot = seen(values)

    assert hot[5, 7] == 255
    assert np.abs(hot.astype(int) - whole)[values <= values[-1, -1]].max() <= 1


def test_a_small_picture_has_no_outliers() -> None:
    assert seen(np.float32([[0, 0, 1e6]])).max() == 255


@pytest.mark.parametrize(("value", "gray"), [(0, 0), (0.5, 128), (1, 255), (1e-40, 128), (300, 128)])
def test_a_single_value_is_mapped_by_its_format_or_to_mid_gray(value: float, gray: int) -> None:
    assert np.abs(seen(np.full((64, 64), value, np.float32)).astype(int) - gray).max() <= 1
