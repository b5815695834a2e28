"""The texts of the kinds of features."""

from catgui.domain.features.texts import FEATURES_TEXTS, describe_inputs, features_texts
from engine.training.features import FEATURES


def test_every_kind_has_its_texts():
    assert set(FEATURES) <= FEATURES_TEXTS.keys()
    for texts in FEATURES_TEXTS.values():
        assert texts.title.startswith(texts.shorter)
        assert texts.description.endswith(".")


def test_older_filters_are_named_by_their_version():
    texts = features_texts("pretrained:0.2")
    assert (texts.title, texts.shorter) == ("pretrained filters of 0.2", "pretrained 0.2")
    assert texts.description.endswith("The filters are those that came with Catgui 0.2.")
    assert texts.layers == FEATURES_TEXTS["pretrained"].layers
    assert describe_inputs("pretrained:0.2", (64, 64), 256).text == "256 features"
    assert describe_inputs("fine-tuned:0.2", (64, 64), 12288).shorter == "64 x 64"


def test_the_input_is_named_with_its_size():
    pixels = describe_inputs("pixels", (64, 64), 12288)
    assert (pixels.text, pixels.shorter) == ("64 x 64 x 3 pixels", "12,288")
    assert pixels.tip == "The input: 64 x 64 x 3 pixels of a picture, 12,288 numbers"
    pretrained = describe_inputs("pretrained", (64, 64), 256)
    assert (pretrained.text, pretrained.shorter) == ("256 features", "256")
    assert describe_inputs("convolution", (64, 48), 9216).shorter == "64 x 48"


def test_without_data_the_input_has_no_size():
    assert describe_inputs("pixels", None, None).text == "pixels"
    assert describe_inputs("pretrained", (8, 8), None).text == "features"
