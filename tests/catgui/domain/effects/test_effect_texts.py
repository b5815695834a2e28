"""The words about effects: times, refusals, and whether it is chance."""

import numpy as np
import pytest

from catgui.domain.effects import effect_texts
from engine.experiments.change_study import ChangeStudy
from engine.training.config import TrainingConfig


def test_only_work_of_hours_is_refused_each_time_with_a_remedy():
    assert effect_texts.refusal(209, 3000, TrainingConfig()) == ""
    text = effect_texts.refusal(209, 9000, TrainingConfig())
    assert "about 3 hours" in text
    assert "fewer training pictures" in text
    assert "convolution" not in text
    assert "convolution" in effect_texts.refusal(209, 9000, TrainingConfig(features="convolution"))
    assert "20,000" in effect_texts.refusal(20_000, 0, TrainingConfig())


@pytest.mark.parametrize(
    ("shared", "words"),
    [(0, "none has one of"), (1, "1 has one of"), (3, "effects: a share is not"), (7, "7 have one of the 10 largest")],
)
def test_the_largest_shares_are_looked_for_among_the_effects(shared, words):
    text = effect_texts.overlap(shared, 10, 10).text
    assert words in text
    assert ("a share is not an effect" in text) is (shared < 5)


def test_the_words_on_chance_are_those_of_an_edit():
    before = np.zeros((10, 50), dtype=bool)
    after = before.copy()
    after[:6, 0] = True
    note = effect_texts.chance_text(ChangeStudy(before, after))
    assert note.text == (
        "Test accuracy with 10 seeds: 0.0% ± 0.0 with it, 1.2% ± 1.0 without it. The change is +1.2 points, and "
        "differs by 1.0 from seed to seed. That is more than the seeds vary (p=0.031), but only 0.6 of 50 test "
        "pictures (p=1): it may be chance."
    )
    assert note.shorter == "With 10 seeds +1.2 ± 1.0 points, 0.6 of 50 test pictures. This may be chance."
