"""The words about effects: times, refusals, and whether it is chance."""

import numpy as np
import pytest

from catgui.domain.effects import effect_texts
from engine.analysis.prediction_changes import PredictionChanges
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


def test_the_yardstick_counts_what_is_larger_and_what_diverged():
    assert effect_texts.yardstick("±2.31", 12, 209, 0).text == (
        "Other seeds alone change this logit by ±2.31: 12 of 209 effects are larger, the others may be chance and are "
        "faint."
    )
    assert effect_texts.yardstick("±2.31", 12, 209, 3).shorter == (
        "Spread between seeds ±2.31: 12 of 209 effects are larger. 3 networks diverged."
    )


def test_where_no_effect_is_larger_all_may_be_chance():
    assert effect_texts.yardstick("±2.31", 0, 209, 0).text == (
        "Other seeds alone change this logit by ±2.31: none of 209 effects is larger, all may be chance and are faint."
    )


@pytest.mark.parametrize(
    ("shared", "words"),
    [(0, "none has one of"), (1, "1 has one of"), (3, "effects: a share is not"), (7, "7 have one of the 10 largest")],
)
def test_the_largest_shares_are_looked_for_among_the_effects(shared, words):
    text = effect_texts.overlap(shared, 10, 10).text
    assert words in text
    assert ("a share is not an effect" in text) is (shared < 5)


def test_only_effects_larger_than_the_spread_are_looked_for():
    assert effect_texts.overlap(1, 10, 1).text == "Of the 10 largest shares, 1 has the largest effect."
    assert effect_texts.overlap(2, 10, 4).text == "Of the 10 largest shares, 2 have one of the 4 largest effects."


def test_the_accuracies_without_a_picture_are_told_with_the_flips():
    found = PredictionChanges(np.array([0.4, 0.9]), np.array([0.7, 0.8]), np.array([1, 0]))
    assert effect_texts.accuracy_text(found).text == (
        "Test accuracy with it 0.0%, without it 50.0%: 1 then right, 0 then wrong."
    )
    same = PredictionChanges(np.array([0.6, 0.9]), np.array([0.7, 0.8]), np.array([1, 0]))
    assert effect_texts.accuracy_text(same).text == "No answer to a test picture flips: 50.0% are right."


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
