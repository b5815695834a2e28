"""What the window says of doubtful labels."""

import pytest

from catgui.domain.edits.doubt_texts import changed_text, too_few_text, trust_text
from engine.data.edits import PictureEdit, PictureKey, Placement
from engine.experiments.doubtful_labels import DoubtfulLabels, LabelDoubt
from engine.training.config import TrainingConfig

CLASSES = ("non-cat", "cat")


def found(*probabilities, area=0.9):
    doubts = tuple(LabelDoubt("train", index, 1, probability) for index, probability in enumerate(probabilities))
    return DoubtfulLabels(doubts, area, 0.04)


def test_the_class_with_too_few_pictures_is_named():
    assert too_few_text((8, 5), CLASSES, 5) == ""
    assert too_few_text((8, 1), CLASSES, 5).startswith("Too few pictures of cat: 1. Add some: 5")
    assert too_few_text((8, 0), CLASSES, 5).startswith("Too few pictures of cat: 0.")
    assert too_few_text((3, 9), CLASSES, 5).startswith("Too few pictures of non-cat: 3.")


def test_noise_is_called_so_and_no_filters_are_advised_that_are_in_use():
    text = trust_text(found(0.2, area=0.55), TrainingConfig(features="pretrained"))
    assert text.startswith("This list is noise.")
    assert text.endswith("Try other settings, or add pictures.")


@pytest.mark.parametrize(
    ("part", "label", "text"),
    [("train", 1, ""), ("train", 0, "now non-cat"), ("test", 1, "now test"), ("", 1, "left out")],
)
def test_what_became_of_a_picture_is_said_in_few_words(part, label, text):
    edit = PictureEdit(PictureKey("train", 0), Placement("train", 1), Placement(part, label))
    assert changed_text(edit, CLASSES) == text
