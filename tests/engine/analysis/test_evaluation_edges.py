"""The figures against counting by hand, for any answers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.evaluation import Evaluation

probabilities = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.5, np.nextafter(0.5, 1), 1.0]))
answers = st.lists(st.tuples(probabilities, st.integers(0, 1)), min_size=1, max_size=30)


def evaluation_of(pairs):
    given_to, labels = zip(*pairs, strict=True)
    return Evaluation(np.array([given_to]), np.array([labels]), ("non-cat", "cat"))


@given(answers)
def test_every_figure_is_what_one_counts(pairs):
    evaluation = evaluation_of(pairs)
    right = sum((p > 0.5) == bool(label) for p, label in pairs)

    assert evaluation.correct == right
    assert evaluation.accuracy == pytest.approx(right / len(pairs))
    assert evaluation.confusion.sum() == evaluation.count == len(pairs)
    for label, figures in enumerate(evaluation.class_metrics()):
        hits = sum((p > 0.5) == bool(label) and own == label for p, own in pairs)
        called, support = (sum((p > 0.5) == bool(label) for p, _ in pairs), sum(own == label for _, own in pairs))
        assert figures.support == support
        assert figures.precision == pytest.approx(hits / called if called else 0)
        assert figures.recall == pytest.approx(hits / support if support else 0)
        both = figures.precision + figures.recall
        assert figures.f1 == pytest.approx(2 * figures.precision * figures.recall / both if both else 0)


@given(answers)
def test_the_wrong_ones_come_surest_first_and_are_all_there(pairs):
    wrong = evaluation_of(pairs).wrong()

    assert sorted(it.index for it in wrong) == [k for k, (p, label) in enumerate(pairs) if (p > 0.5) != bool(label)]
    assert all(later.confidence <= sooner.confidence for sooner, later in pairwise(wrong))
    assert all(0.5 <= it.confidence <= 1 and it.predicted != it.label for it in wrong)


def test_the_histogram_is_of_all_probabilities_and_not_only_of_those_there_are():
    evaluation = evaluation_of([(0.4, 0), (0.45, 1), (0.6, 1), (0.0, 0), (1.0, 1)])
    narrow = evaluation_of([(0.4, 0), (0.45, 1), (0.6, 1)])

    assert evaluation.histogram(2).tolist() == [[2, 0], [1, 2]]
    assert narrow.histogram(4).tolist() == [[0, 1, 0, 0], [0, 1, 1, 0]]
