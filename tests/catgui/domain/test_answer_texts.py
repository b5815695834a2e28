"""The sentence about pictures at their answers: true of what is shown, and short."""

import numpy as np
import pytest

from catgui.domain.answer_places import UNKNOWN, GivenAnswers
from catgui.domain.answer_texts import answers_sentence, reading_text


def answers_of(probabilities, labels, threshold=0.5):
    return GivenAnswers(np.array(probabilities, float), np.array(labels, np.int64), threshold, ("non-cat", "cat"))


RIGHT = "Right of the line the network says cat."


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            answers_of([0.2, 0.9], [0, 1]),
            f"{RIGHT} Above is what is actually cat; those on red are wrong.",
        ),
        (
            answers_of([0.34, 0.34], [0, 1]),
            "Every picture gets the same answer: 34% cat.",
        ),
        (
            answers_of([0.2, 0.9], [0, 0]),
            f"{RIGHT} No picture is actually cat: the upper half is empty.",
        ),
        (
            answers_of([0.2, 0.9], [1, 1]),
            f"{RIGHT} No picture is actually non-cat: the lower half is empty.",
        ),
        (answers_of([0.9], [0]), "One picture: the network says cat."),
        (
            answers_of([0.2, 0.9], [UNKNOWN, 1]),
            f"{RIGHT} Unlabeled photos are on the middle line.",
        ),
    ],
)
def test_each_case_has_its_sentence(answers, sentence):
    assert answers_sentence(answers) == sentence
    assert len(sentence.split()) <= 20


def test_bars_say_what_a_click_does():
    sentence = answers_sentence(answers_of([0.2, 0.9], [0, 1]), has_bars=True)
    assert sentence == f"{RIGHT} Bars count pictures; a click selects them. Those on red are wrong."


def test_of_photos_only_those_with_a_label_are_counted():
    answers = answers_of([0.2, 0.9, 0.6], [UNKNOWN, 1, 0], 0.55)
    assert reading_text(answers) == "Threshold 0.55: 1 of 2 right"
    assert reading_text(answers_of([0.2], [UNKNOWN])) == "Threshold 0.50"
    assert reading_text(answers, 0.845) == "Threshold 0.55: accuracy 84.5%"
    assert reading_text(answers, 0.845, is_short=True) == "0.55: 84.5%"
