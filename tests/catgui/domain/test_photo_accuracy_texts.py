"""What to expect on the user's photos."""

from dataclasses import replace

import pytest

from catgui.domain.photo_accuracy_texts import expected_accuracy_note
from engine.data.sources import COURSE
from engine.training.features import FEATURES
from tests.support.small_data import make_dataset


@pytest.mark.parametrize("features", [*FEATURES, "pretrained:0.2"])
def test_the_expected_accuracy_depends_on_the_features(features):
    course = replace(make_dataset(), source=COURSE)
    right = {"pretrained": "eight", "fine-tuned": "eight", "pretrained:0.2": "seven"}.get(features, "six")
    note = expected_accuracy_note(course, course.name, features)
    assert note == f"Expect your network to be right on about {right} in ten ordinary photos."
