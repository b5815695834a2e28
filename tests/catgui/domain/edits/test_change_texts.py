"""What the window says of the answers that an edit has changed."""

import numpy as np

from catgui.domain.edits.change_texts import change_text, flip_text, short_spread_text, spread_text
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
from engine.experiments.change_study import ChangeStudy
from engine.experiments.summary import Summary

LABELS = np.array([1, 0, 1, 0])


def changes(after):
    return PredictionChanges(np.array([0.4, 0.4, 0.9, 0.2]), np.array(after), LABELS)


def test_the_accuracies_and_the_flips_are_counted():
    found = changes([0.7, 0.8, 0.9, 0.1])
    assert change_text(found) == "Test accuracy before the edit 75.0%, now 75.0%: 1 now right, 1 now wrong."
    assert change_text(changes([0.3, 0.4, 0.8, 0.1])) == (
        "The edit has changed no answer to a test picture: 75.0% are right."
    )


def test_a_flip_has_the_probabilities_of_its_label():
    found = changes([0.71, 0.8, 0.9, 0.1])
    assert flip_text("test picture 0", found, 0, ("non-cat", "cat")) == "test picture 0\ncat: 40% → 71%"
    assert flip_text("test picture 1", found, 1, ("non-cat", "cat")) == "test picture 1\nnon-cat: 60% → 20%"


def test_without_a_label_it_is_the_class_that_is_answered_now():
    found = PredictionChanges(np.array([0.4, 0.6]), np.array([0.7, 0.1]), np.array([UNKNOWN, UNKNOWN]))
    assert flip_text("rex.jpg", found, 0, ("non-cat", "cat")) == "rex.jpg\ncat: 40% → 70%"
    assert flip_text("tom.jpg", found, 1, ("non-cat", "cat")) == "tom.jpg\nnon-cat: 40% → 90%"


def test_a_change_within_the_spread_may_be_chance():
    before, after = Summary.of([0.6, 0.7]), Summary.of([0.7, 0.6])
    text = spread_text(ChangeStudy(before, after, Summary.of([0.1, -0.1])))
    assert text == (
        "Test accuracy with 2 seeds: 65.0% ± 5.0 before, 65.0% ± 5.0 now. The change is +0.0 points, and differs by "
        "10.0 from seed to seed. This may be chance."
    )
    clear = ChangeStudy(before, Summary.of([0.7, 0.8]), Summary.of([0.1, 0.1]))
    assert spread_text(clear).endswith("That is more than chance.")
    worse = ChangeStudy(before, after, Summary.of([-0.013, -0.013]))
    assert "The change is −1.3 points" in spread_text(worse)
    assert short_spread_text(worse).startswith("With 2 seeds −1.3 ± 0.0 points.")
