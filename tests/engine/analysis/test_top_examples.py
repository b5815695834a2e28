"""The top examples of units, against sorting by hand."""

import numpy as np
import pytest

from engine.analysis.top_examples import TopExamples, top_examples

STREAM = np.random.default_rng(5)


def by_sorting(activations, count):
    """The pairs (activation, index) of each unit, largest first, then in the order of the examples."""
    return [
        sorted(((-value, index) for index, value in enumerate(row) if value > 0))[:count]
        for row in activations.tolist()
    ]


def pairs(top):
    return [
        [(-value, index) for index, value in zip(*(array.tolist() for array in top.of_unit(unit)), strict=True)]
        for unit in range(len(top.indices))
    ]


@pytest.mark.parametrize("examples", [1, 4, 9, 50])
def test_they_are_the_first_after_sorting(examples):
    # Few different values, so that many are equal, and units with fewer active examples than wanted.
    activations = np.maximum(STREAM.integers(-6, 5, (30, examples)), 0).astype(np.float64)

    assert pairs(top_examples(activations)) == by_sorting(activations, 9)


def test_merging_parts_gives_those_of_the_whole():
    activations = np.maximum(STREAM.integers(-6, 5, (30, 40)), 0).astype(np.float64)
    merged = None
    for begin in range(0, 40, 7):
        part = top_examples(activations[:, begin : begin + 7])
        indices = part.indices + begin
        part = TopExamples(indices, part.activations, np.repeat(indices[..., np.newaxis], 4, axis=2))
        merged = part if merged is None else merged.merge(part)

    assert pairs(merged) == by_sorting(activations, 9)
    # The regions, here the index four times, go with their examples.
    np.testing.assert_array_equal(merged.regions, np.repeat(merged.indices[..., np.newaxis], 4, axis=2))


def test_activations_of_a_diverged_network_raise_nothing():
    top = top_examples(np.array([[np.nan, 2.0, np.inf], [np.nan, np.nan, np.nan]]))

    assert top.of_unit(0)[0].tolist() == [2, 1]
    assert top.of_unit(1)[0].tolist() == []
