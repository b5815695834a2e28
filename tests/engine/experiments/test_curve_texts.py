"""What a learning curve says."""

import numpy as np
import pytest

from engine.experiments.curve_texts import ALL_DIVERGED, conclusion_text, figures_text
from engine.experiments.learning_curve import CurveResult, LearningCurve

SIZES = (10, 20)


def curve_with(*balanced, pictures=100):
    """A curve with these balanced accuracies on so many test pictures, for each size those of all repetitions."""
    return LearningCurve.of(
        [
            CurveResult(size, seed, 0.75, value, (np.arange(pictures) < round(value * pictures)).astype(np.int64))
            for size, values in zip(SIZES, balanced, strict=False)
            for seed, value in enumerate(values)
        ]
    )


@pytest.mark.parametrize(
    ("balanced", "conclusion"),
    [
        (
            [[0.6, 0.61, 0.6], [0.75, 0.76, 0.74]],
            "More pictures would probably help: 10 to 20 brought +14.7 points.",
        ),
        (
            [[0.7, 0.71, 0.7], [0.7, 0.71, 0.7]],
            "More pictures like these would probably help little: 10 to 20 brought +0.0 points.",
        ),
        (
            [[0.6, 0.7, 0.65], [0.75, 0.65, 0.7]],
            "Too few test pictures (100) to tell: 10 to 20 brought +5.0 points, perhaps ",
        ),
        (
            [[0.5, 0.6, 0.4], [0.5, 0.52, 0.48]],
            "No clear difference from always the same answer, even with 20 pictures.",
        ),
        ([[0.6, 0.7, 0.65]], "Not known yet: not all sizes"),
    ],
)
def test_its_conclusion_is_more_than_chance_or_says_so(balanced, conclusion):
    assert conclusion_text(curve_with(*balanced), SIZES).startswith(conclusion)


def test_more_repetitions_are_advised_where_the_test_pictures_suffice():
    gain = [[0.6, 0.7, 0.65], [0.65, 0.62, 0.7]]
    text = conclusion_text(curve_with(*gain, pictures=1_000_000), SIZES)
    assert text.startswith("Run more repetitions")


def test_a_small_fall_on_few_test_pictures_is_no_proof_that_more_would_not_help():
    before, after = np.arange(50) < 36, (np.arange(50) + 4) % 50 < 36  # 4 are right in place of 4 others
    results = []
    for seed in range(10):
        unlike = after.copy()
        unlike[10] = seed % 3 > 0
        for size, right in zip(SIZES, (before, unlike), strict=True):
            results.append(CurveResult(size, seed, right.mean(), right.mean(), right.astype(np.int64)))
    curve = LearningCurve.of(results)
    assert curve.last_gain.interval[1] < 0.02  # by the repetitions alone
    low, high = curve.gain_interval
    text = conclusion_text(curve, SIZES)
    assert text.startswith("Too few test pictures (50) to tell: 10 to 20 brought −0.8 points")
    assert text.endswith(f"perhaps {100 * low:+.1f} to {100 * high:+.1f}.".replace("-", "−"))


def test_the_figures_are_those_with_the_most_pictures_and_the_networks_that_diverged():
    text = figures_text(curve_with([0.7, 0.7], [0.7, 0.9]), 3)
    assert text == "With 20 pictures: balanced accuracy 80.0% ± 14.1, accuracy 75.0% ± 0.0. Diverged: 3."
    nothing = LearningCurve.of([])
    assert (conclusion_text(nothing, SIZES), figures_text(nothing, 3)) == (ALL_DIVERGED, "")
