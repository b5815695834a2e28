"""The texts of the kinds of features."""

from catgui.domain.features.texts import FEATURES_TEXTS, describe_inputs
from engine.training.features import FEATURES


def test_every_kind_has_its_texts():
    assert set(FEATURES) <= FEATURES_TEXTS.keys()
    for texts in FEATURES_TEXTS.values():
        assert texts.title.startswith(texts.shorter)
        assert texts.description.endswith(".")


def test_the_input_is_named_with_its_size():
    pixels = describe_inputs("pixels", (64, 64), 12288)
    assert (pixels.text, pixels.shorter) == ("64 x 64 x 3 pixels", "12,288")
    assert pixels.tip == "The input: 64 x 64 x 3 pixels of a picture, 12,288 numbers"
    pretrained = describe_inputs("pretrained", (64, 64), 256)
    assert (pretrained.text, pretrained.shorter) == ("256 features", "256")
    assert describe_inputs("convolution", (64, 48), 9216).shorter == "64 x 48"
