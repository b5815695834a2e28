"""Answers in words: what the sentence says, compared with the numbers."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.answers import Answer, AnsweredPicture, answer_text, similar_row
from catgui.domain.picture import Picture
from tests.support.small_data import make_dataset

CAT, OTHER = 0.9, 0.2


@pytest.fixture
def dataset():
    """The training labels begin with 0, 1, 1, 0."""
    dataset = make_dataset()
    dataset.train.labels[0, :4] = [0, 1, 1, 0]
    return dataset


def subject(dataset, trained_on="the data", is_constant=False):
    pixels = np.zeros((8, 8, 3), np.uint8)
    return AnsweredPicture(pixels, "Test picture 0", ("non-cat", "cat"), 0.5, trained_on, dataset, is_constant)


def train(*indices):
    return [Picture("train", index) for index in indices]


def said(dataset, probability=CAT, **of_answer):
    return answer_text(Answer(subject(dataset), probability, **of_answer))


def test_the_labels_of_the_most_similar_pictures_are_counted(dataset):
    assert said(dataset, similar=train(0, 1, 2, 3, 0)) == "Most like these, 2 of 5 cat."
    assert said(dataset, OTHER, similar=train(0, 3, 0, 3)) == "Most like these, all non-cat."
    assert said(dataset, similar=train(0, 3, 0, 3)) == "Most like these, all non-cat."
    assert said(dataset) == ""


def test_networks_that_do_not_look_at_the_picture_are_called_so(dataset):
    dead = answer_text(Answer(subject(dataset, is_constant=True), OTHER))
    assert dead == "The network says non-cat to every picture."
    assert "diverged" in said(dataset, float("nan"))


def test_without_the_data_of_the_network_they_are_asked_for_by_name():
    text = answer_text(Answer(subject(None, trained_on="pets"), CAT))
    assert "pets" in text


def test_names_from_files_are_printable(dataset):
    hostile = replace(dataset, classes=("<b>\n", "\x1bcat"))
    text = answer_text(Answer(replace(subject(hostile), classes=hostile.classes), CAT, similar=train(1, 0)))
    assert "1 of 2" in text
    assert "\x1b" not in text
    assert "\n" not in text


def test_rows_have_the_label(dataset):
    (picture,) = train(1)
    similar = similar_row(dataset, picture)
    assert (similar.lines, similar.label) == (None, 1)
    assert "Training picture 1" in similar.description
