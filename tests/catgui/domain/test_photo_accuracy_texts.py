"""What to expect on the user's photos."""

from dataclasses import replace

import pytest

from catgui.domain.photo_accuracy_texts import expected_accuracy
from engine.data.sources import COURSE
from engine.training.features import FEATURES
from tests.support.small_data import make_dataset


@pytest.mark.parametrize("features", [*FEATURES, "pretrained:0.2"])
def test_the_expected_accuracy_depends_on_the_features(features):
    course = replace(make_dataset(), source=COURSE)
    right = {"pretrained": 8, "fine-tuned": 8, "pretrained:0.2": 7}.get(features, 6)
    note = expected_accuracy(course, course.name, features, 0)
    assert note.text == f"Expect about {right} of 10 right on ordinary photos."
