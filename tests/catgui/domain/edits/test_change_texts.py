"""What the window says of the answers that an edit has changed."""

import numpy as np

from catgui.domain.edits.change_texts import change_text, flip_text, spread_text
from engine.analysis.prediction_changes import PredictionChanges
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
    assert flip_text(found, 0, ("non-cat", "cat")) == "test picture 0, cat: 40% → 71%"
    assert flip_text(found, 1, ("non-cat", "cat")) == "test picture 1, non-cat: 60% → 20%"


def test_a_change_within_the_spread_may_be_chance():
    before, after = Summary.of([0.6, 0.7]), Summary.of([0.7, 0.6])
    text = spread_text(ChangeStudy(before, after, Summary.of([0.1, -0.1])))
    assert text == (
        "Test accuracy with 2 seeds: 65.0% ± 5.0 before, 65.0% ± 5.0 now. The change is +0.0 points, and differs by "
        "10.0 from seed to seed. This may be chance."
    )
    clear = ChangeStudy(before, Summary.of([0.7, 0.8]), Summary.of([0.1, 0.1]))
    assert spread_text(clear).endswith("That is more than chance.")
