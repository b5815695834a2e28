"""The texts about maps: what the colors mean, and what one place does."""

import numpy as np
import pytest

from catgui.domain.map_texts import MappedPicture, legend, place_text


def mapped(values, is_exact=True, classes=("non-cat", "cat")):
    return MappedPicture(np.zeros((8, 8, 3), np.uint8), np.array(values, float), classes, is_exact)


def test_the_legend_names_the_classes_by_their_colors_where_there_are_any():
    assert legend(mapped([[0.0, 2.0]])) == "Orange speaks for cat, blue for non-cat."
    assert legend(mapped([[0.0, 0.0]])) == "No place changes the answer."
    assert "\x1b" not in legend(mapped([[1.0]], classes=("\x1b", "\x1bcat")))


@pytest.mark.parametrize(
    ("value", "is_exact", "text"),
    [
        (4.0, True, "Here, the score of cat gets +1.00."),
        (-0.02, True, "Here, the score of cat gets −0.005."),
        (1.5, False, "Covered here, the score of cat changes by −1.50."),
        (-1.5, False, "Covered here, the score of cat changes by +1.50."),
        (0.0, False, "Covered here, the score of cat changes by 0."),
    ],
)
def test_a_place_says_its_share_of_the_score_or_what_covering_it_does(value, is_exact, text):
    assert place_text(mapped([[0, 0], [0, value]], is_exact), 1, 1) == text
