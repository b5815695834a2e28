"""Answers in words: what each sentence says, compared with the numbers."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.answers import (
    Answer,
    AnsweredPicture,
    SimilarPicture,
    answer_text,
    similar_row,
)
from catgui.domain.picture import Picture
from engine.training.features import PIXELS
from tests.support.small_data import make_dataset

CAT, OTHER = 0.9, 0.2


@pytest.fixture
def dataset():
    """The training labels begin with 0, 1, 1, 0."""
    dataset = make_dataset()
    dataset.train.labels[0, :4] = [0, 1, 1, 0]
    return dataset


def subject(dataset, title="Test picture 0", picture=None, trained_on="the data"):
    pixels = np.zeros((8, 8, 3), np.uint8)
    return AnsweredPicture(pixels, title, picture, ("non-cat", "cat"), PIXELS, 0.5, trained_on, dataset)


def train(index, similarity=0.8, is_same=False):
    return SimilarPicture(Picture("train", index), similarity, is_same)


def said(dataset, probability=CAT, **of_answer):
    return answer_text(Answer(subject(dataset), probability, **of_answer))


def test_the_two_most_similar_pictures_are_named_by_their_labels(dataset):
    assert "To the network this is most like the first pictures below: cat, cat." in said(
        dataset, similar=[train(1), train(2)]
    )
    assert "the first pictures below: cat, non-cat." in said(dataset, similar=[train(2), train(0)])
    assert "the first pictures below: cat." in said(dataset, similar=[train(1)])


def test_an_answer_against_what_it_looks_like_is_called_so(dataset):
    assert "non-cat, non-cat. Yet the answer is cat." in said(dataset, similar=[train(0), train(3)])
    assert "Yet" not in said(dataset, OTHER, similar=[train(0), train(3)])
    assert "Yet" not in said(dataset, similar=[train(0), train(1)])


def test_pictures_that_the_network_cannot_tell_apart_are_counted(dataset):
    similar = [train(1), train(2), train(0)]
    mixed, same = (said(dataset, similar=similar, untold=untold) for untold in ((14, 103), (0, 3)))
    assert mixed == "The network cannot tell this from 117 training pictures, 103 of them labeled cat."
    assert same == "The network cannot tell this from 3 training pictures, all of them labeled cat."
    assert "most like" in said(dataset, similar=similar, untold=(1, 1))  # both are named


@pytest.mark.parametrize(("similarity", "is_much"), [(0.5, True), (0.49, False), (-0.1, False)])
def test_a_picture_may_look_like_none_of_them(dataset, similarity, is_much):
    text = said(dataset, similar=[train(1, similarity), train(2, similarity)])
    assert ("this is most like" in text) is is_much
    assert ("nothing is much like this. Nearest: cat, cat." in text) is not is_much


def test_a_training_picture_is_told_from_the_others_it_looks_like(dataset):
    own = train(1, 1.0, is_same=True)
    of_itself = Answer(subject(dataset, "Training picture 1"), CAT, similar=[train(2), train(0)], twins=[own])
    likeness, learned = answer_text(of_itself).split(". ")
    assert learned == "Trained on this very picture (Training picture 1), labeled cat."
    assert "most like the first pictures below" in likeness
    of_test = said(dataset, OTHER, similar=[train(2), train(0)], twins=[own])
    assert "this very picture (Training picture 1), labeled cat." in of_test


def test_twins_in_the_other_part_are_named_with_how_similar_they_are(dataset):
    same = SimilarPicture(Picture("test", 3), 1.0, is_same=True)
    almost = SimilarPicture(Picture("test", 4), 0.967)
    text = said(dataset, similar=[train(1), train(2)], twins=[same, almost])
    assert "Copy of Test picture 3. Almost a copy of Test picture 4: similarity 0.97." in text


def test_there_are_at_most_three_sentences_the_one_on_similarity_first(dataset):
    own = train(1, 1.0, is_same=True)
    text = said(dataset, inactive_layer=2, similar=[train(2), train(0)], twins=[own])
    likeness, learned, inactive = text.split(". ")
    assert likeness.startswith("To the network this is most like the first pictures below")
    assert learned.startswith("Trained on this very picture")
    assert inactive == "Layer 2 passes nothing on: all such pictures get cat."


def test_pictures_that_all_are_alike_are_not_called_a_reason(dataset):
    same = [train(index, 0.998) for index in (1, 2, 0)]
    assert said(dataset, similar=same) == (
        "The network hardly tells this from the first 3 pictures below, 2 of them labeled cat."
    )
    assert "hardly tells" not in said(dataset, similar=[*same[:2], train(0, 0.99)])
    dataset.train.labels[0, :6] = 1
    cats = [train(index) for index in range(6)]
    assert said(dataset, similar=cats) == (
        "Of the 6 pictures most like this to the network, all are labeled cat: "
        "alike in the answer, perhaps not in looks."
    )
    dataset.train.labels[0, 5] = 0
    assert "6 pictures most like this to the network, 5 are labeled cat: alike in" in said(dataset, similar=cats)
    assert "cat, non-cat" in said(dataset, similar=[*cats[:1], *cats[5:], *cats[1:5]])
    dataset.train.labels[0, 5] = 1
    assert "Yet the answer is non-cat." in said(dataset, OTHER, similar=cats)
    assert "nothing is much like this" in said(dataset, similar=[train(index, 0.3) for index in range(6)])


def test_networks_that_do_not_look_at_the_picture_are_called_so(dataset):
    inactive = said(dataset, OTHER, inactive_layer=2, similar=[train(0), train(3)])
    assert inactive.startswith("To the network this is most like the first pictures below: non-cat")
    assert inactive.endswith("non-cat. Layer 2 passes nothing on: all such pictures get non-cat.")
    dead = said(dataset, OTHER, is_constant=True, inactive_layer=2)
    assert "says non-cat to every picture." in dead
    assert "layer" not in dead
    assert "diverged" in said(dataset, float("nan"))


def test_without_the_data_of_the_network_they_are_asked_for_by_name():
    text = answer_text(Answer(subject(None, trained_on="pets"), CAT))
    assert "pets" in text
    assert "looks" not in text


def test_a_single_training_picture_is_called_so(dataset):
    part = replace(dataset.train, pictures=dataset.train.pictures[1:2], labels=dataset.train.labels[:, 1:2])
    alone = replace(dataset, train=part)
    text = answer_text(Answer(subject(alone), CAT, similar=[train(0, 0.0)]))
    assert text == "It has learned from one picture, labeled cat."


def test_names_from_files_are_printable(dataset):
    hostile = replace(dataset, classes=("<b>\n", "\x1bcat"))
    text = answer_text(Answer(replace(subject(hostile), classes=hostile.classes), CAT, similar=[train(1), train(0)]))
    assert "\x1b" not in text
    assert "\n" not in text


def test_rows_have_the_number_and_the_label(dataset):
    answer = Answer(subject(dataset), CAT, similar=[train(1, 0.876)])
    similar = similar_row(answer, answer.similar[0])
    assert (similar.lines, similar.label) == (("similarity 0.88", "cat"), 1)
    assert "Training picture 1" in similar.description
    assert similar_row(answer, train(1, 0.998)).lines[0] == "similarity 1.00"
    assert similar_row(answer, train(1, -0.21)).lines[0] == "similarity −0.21"
