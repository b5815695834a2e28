"""Answers in words: what each sentence says, compared with the numbers."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.answers import (
    Answer,
    AnsweredPicture,
    Decisive,
    SimilarPicture,
    answer_text,
    decisive_heading,
    decisive_pictures,
    decisive_row,
    similar_heading,
    similar_row,
)
from catgui.domain.picture import Picture
from engine.experiments.leave_one_out import PictureEffects
from engine.training.features import CONVOLUTION, FINE_TUNED, PIXELS, PRETRAINED
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
    assert "looks most like the first two, labeled cat." in said(dataset, similar=[train(1), train(2), train(0)])
    mixed = said(dataset, similar=[train(2), train(0)])
    assert "the first two, one labeled cat, the other non-cat." in mixed
    assert "most like the first, labeled cat." in said(dataset, similar=[train(1)])


def test_an_answer_against_what_it_looks_like_is_called_so(dataset):
    assert "labeled non-cat, and yet the answer is cat" in said(dataset, similar=[train(0), train(3)])
    assert "yet" not in said(dataset, OTHER, similar=[train(0), train(3)])
    assert "yet" not in said(dataset, similar=[train(0), train(1)])


@pytest.mark.parametrize(("similarity", "is_much"), [(0.5, True), (0.49, False), (-0.1, False)])
def test_a_picture_may_look_like_none_of_them(dataset, similarity, is_much):
    text = said(dataset, similar=[train(1, similarity), train(2, similarity)])
    assert ("looks most like" in text) is is_much
    assert ("No training picture looks much like this one; nearest are" in text) is not is_much


def test_a_training_picture_is_told_from_the_others_it_looks_like(dataset):
    own = train(1, 1.0, is_same=True)
    of_itself = Answer(subject(dataset, "Training picture 1"), CAT, similar=[train(2), train(0)], twins=[own])
    likeness, learned = answer_text(of_itself).split(". ")
    assert learned == "The network was trained on this very picture, labeled cat."
    assert "other training pictures" in likeness
    of_test = said(dataset, OTHER, similar=[train(2), train(0)], twins=[own])
    assert "this very picture (Training picture 1), labeled cat, and gets it wrong" in of_test


def test_twins_in_the_other_part_are_named_with_how_similar_they_are(dataset):
    same = SimilarPicture(Picture("test", 3), 1.0, is_same=True)
    almost = SimilarPicture(Picture("test", 4), 0.967)
    text = said(dataset, similar=[train(1), train(2)], twins=[same, almost])
    assert "The same picture is Test picture 3; almost the same is Test picture 4, with similarity 0.97." in text


def test_there_are_at_most_three_sentences_the_one_on_similarity_first(dataset):
    own = train(1, 1.0, is_same=True)
    text = said(dataset, inactive_layer=2, similar=[train(2), train(0)], twins=[own], decisive=())
    likeness, decisive, inactive = text.split(". ")
    assert likeness.startswith("Of the other training pictures below, this picture looks most like")
    assert "without any one of them" in decisive
    assert inactive.startswith("The network finds nothing in this picture that it has learned to look for: none of the")


def test_what_would_change_is_said_only_where_effects_are_known(dataset):
    similar = [train(1), train(2)]
    assert "ithout" not in said(dataset, similar=similar)
    assert "without any one of them the network still says cat" in said(dataset, similar=similar, decisive=())
    one = Decisive(Picture("train", 7), 2.0, is_noise=False)
    assert "Trained without Training picture 7, the network would say non-cat." in said(
        dataset, similar=similar, decisive=[one]
    )
    more = [one, Decisive(Picture("train", 8), 1.5, False), Decisive(Picture("train", 9), 0.1, True)]
    assert "as without one other." in said(dataset, similar=similar, decisive=more)
    noise = [Decisive(Picture("train", 7), 2.0, is_noise=True)]
    assert "that may be chance" in said(dataset, similar=similar, decisive=noise)


def test_networks_that_do_not_look_at_the_picture_are_called_so(dataset):
    inactive = said(dataset, OTHER, inactive_layer=2, similar=[train(0), train(3)])
    assert inactive.startswith("Of the training pictures below, this picture looks most like the first two, labeled")
    assert inactive.endswith(
        "labeled non-cat. The network finds nothing in this picture that it has learned to look for: none of the units "
        "in its layer 2 is active, so it says non-cat as to every such picture."
    )
    dead = said(dataset, OTHER, is_constant=True, inactive_layer=2)
    assert "says non-cat to every picture of the data" in dead
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
    assert text == "The network has learned from a single picture, labeled cat."


def test_names_from_files_are_printable(dataset):
    hostile = replace(dataset, classes=("<b>\n", "\x1bcat"))
    text = answer_text(Answer(replace(subject(hostile), classes=hostile.classes), CAT, similar=[train(1), train(0)]))
    assert "\x1b" not in text
    assert "\n" not in text


def test_decisive_are_the_pictures_without_which_another_class_is_predicted():
    logits = np.array([1.0, -2.0])
    without = np.array([[0.5, -1.0], [-0.5, 0.5], [np.nan, np.nan], [-3.0, -2.5], [-0.1, -1.9]])
    effects = PictureEffects(np.array([4, 5, 6, 7, 8]), logits, without, np.array([1.2, 3.0]))
    of_first, flips = decisive_pictures(effects, 0, 0.5)
    assert [(one.picture.index, one.effect, one.is_noise) for one in of_first] == [
        (7, 4.0, False),
        (5, 1.5, False),
        (8, pytest.approx(1.1), True),
    ]
    assert flips == 3
    assert [(one.picture.index, one.is_noise) for one in decisive_pictures(effects, 1, 0.5)[0]] == [(5, True)]
    # A higher threshold: both answers are class 0, and stay so.
    assert decisive_pictures(effects, 0, 0.9) == ((), 0)


def test_a_picture_is_not_decisive_where_any_other_moves_the_answer_as_far(dataset):
    without = np.full((24, 1), 0.2)
    without[7], without[8] = -3.0, -0.05
    effects = PictureEffects(np.arange(24), np.array([0.5]), without, np.array([0.6]))
    decisive, flips = decisive_pictures(effects, 0, 0.5)
    assert [(one.picture.index, one.effect) for one in decisive] == [(7, pytest.approx(3.2))]
    assert flips == 2  # the effect of the other, 0.25, would leave 0.5 a cat
    all_move = replace(effects, without=np.where(np.arange(24) == 8, 1.2, -0.3)[:, np.newaxis])
    assert decisive_pictures(all_move, 0, 0.5) == ((), 23)
    text = said(dataset, similar=[train(1), train(2)], decisive=(), flips=23)
    assert "moves about as far whichever is left out, so that 23 networks trained without one would say non-cat" in text
    assert "still says" not in text


def test_rows_have_the_number_and_the_label(dataset):
    decided = [Decisive(Picture("train", 0), -2.5, is_noise=True)]
    answer = Answer(subject(dataset), CAT, similar=[train(1, 0.876)], decisive=decided)
    similar, decisive = similar_row(answer, answer.similar[0]), decisive_row(answer, answer.decisive[0])
    assert (similar.lines, similar.label, similar.is_noise) == (("similarity 0.88", "cat"), 1, False)
    assert (decisive.lines, decisive.label, decisive.is_noise) == (("noise, −2.50", "non-cat"), 0, True)
    assert "Training picture 1" in similar.description
    assert similar_row(answer, train(1, 0.998)).lines[0] == "similarity 0.99"
    assert similar_row(answer, train(1, -0.21)).lines[0] == "similarity −0.21"
    clear = decisive_row(answer, Decisive(Picture("train", 1), 1.5, is_noise=False))
    assert clear.lines == ("effect +1.50", "cat")
    assert decisive_heading(answer) == "Without one of these, non-cat: 1"


@pytest.mark.parametrize(
    ("features", "by_pixels"), [(PIXELS, True), (CONVOLUTION, True), (FINE_TUNED, True), (PRETRAINED, False)]
)
def test_the_heading_says_by_what_pictures_are_compared(features, by_pixels):
    assert ("pixels" in similar_heading(features)) is by_pixels
