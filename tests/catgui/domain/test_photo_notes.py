"""The note on the photos, in each state of the panel."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import photo_texts
from catgui.domain.photo_accuracy_texts import Expectation, expected_accuracy
from catgui.domain.photo_entry import Verdict
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_notes import Note, note_on
from catgui.domain.photo_tally import PhotoTally
from engine.analysis.evaluation import Evaluation
from engine.data.sources import BUILTIN, COURSE
from engine.training.features import FEATURES, PIXELS
from tests.support.photo_entries import CLASSES, facts_of, make_entry
from tests.support.small_data import make_dataset
from tests.support.small_detector import RECORD

NONE = PhotoTally.of([], CLASSES)
ONE = PhotoTally.of([make_entry("a", 0.9)], CLASSES)
DETECTED = PhotoTally.of([make_entry("a", detected=0.9)], CLASSES, has_detector=True)
LESS = Expectation("Expect less.")
TEST = Evaluation(np.array([[0.9, 0.1]]), np.array([[1, 0]]), CLASSES)


def said(tally, **others):
    note = note_on(facts_of(tally, **others))
    return note.text, note.offer


def test_news_come_before_all_else_with_their_remedy():
    unreadable = PhotoTally.of([make_entry("a", error="text"), make_entry("b", 0.9, "cat")], CLASSES)
    shown = {"filter": PhotoFilter.UNREADABLE, "has_other_framing": True}
    assert said(unreadable, progress=(3, 7), removed=2, **shown) == ("Reading photos: 3 of 7", "cancel")
    assert said(unreadable, removed=2, **shown) == ("Removed 2 photos.", "undo")
    assert said(unreadable, **shown) == (photo_texts.unreadable_text(1), "remove_unreadable")
    assert said(unreadable, has_other_framing=True) == (photo_texts.OTHER_FRAMING, "match_framing")
    all_unreadable = PhotoTally.of([make_entry("a", error="text")] * 2, CLASSES)
    assert said(all_unreadable) == (photo_texts.unreadable_text(2), "remove_unreadable")
    assert said(ONE, filter=PhotoFilter.UNREADABLE, expected=LESS) == ("Expect less.", "")


def test_labels_tell_how_many_are_right_and_the_tip_what_that_is_worth():
    few = note_on(facts_of(PhotoTally.of([make_entry("a", 0.9, "cat")], CLASSES), expected=LESS))
    assert (few.text, few.tip) == ("1 of 1 right · always cat: 1 of 1", "Expect less.")
    many = note_on(facts_of(PhotoTally.of([make_entry("a", 0.9, "cat")] * 10, CLASSES), expected=LESS, test=TEST))
    assert many.text.startswith("10 of 10 right (100.0%)")
    assert many.tip.splitlines()[0] == "Expect less."
    assert many.tip.splitlines()[1].startswith("On its test part your network was right for 100.0% of 1 cat")


def test_before_labels_it_says_what_to_expect_and_the_tip_the_records():
    assert said(NONE, expected=LESS, test=TEST, record=RECORD) == ("Expect less.", "")
    note = note_on(facts_of(ONE, expected=LESS, test=TEST, record=RECORD))
    assert note.tip.splitlines()[1] == RECORD.sentence()


def test_a_network_that_has_learned_photos_does_not_know_only_drawings():
    learned = replace(make_entry("a"), verdict=Verdict(0.9, CLASSES, is_trained_on=True), actual="cat")
    drawings = replace(make_dataset(), source=BUILTIN)
    expected = {added: expected_accuracy(drawings, drawings.name, PIXELS, added) for added in (0, 2)}
    assert [of.knows_drawings for of in expected.values()] == [True, False]
    note = note_on(facts_of(PhotoTally.of([learned], CLASSES), expected=expected[2]))
    assert note.text == "Your network has learned these photos: label others to test it."
    assert note.tip == "Your network knows drawings, and 2 photos that you added."


@pytest.mark.parametrize(
    ("state", "hint", "offer"),
    [
        ({}, None, "train"),
        ({"is_training": True}, photo_texts.TRAINING, ""),
        ({"has_data": False}, photo_texts.NO_DATA, ""),
        ({"has_data": False, "reading_text": "Reading cats…"}, "Reading cats…", ""),
    ],
)
def test_without_a_network_it_says_what_is_missing(state, hint, offer):
    assert said(NONE, **state) == (hint or photo_texts.NO_NETWORK, offer)
    note = note_on(facts_of(DETECTED, record=RECORD, **state))
    assert note == Note(hint or photo_texts.DETECTOR_ALONE, offer, RECORD.sentence())


@pytest.mark.parametrize("features", [*FEATURES, "pretrained:0.2"])
def test_the_expected_accuracy_depends_on_the_features(features):
    course = replace(make_dataset(), source=COURSE)
    right = {"pretrained": 8, "fine-tuned": 8, "pretrained:0.2": 7}.get(features, 6)
    note = expected_accuracy(course, course.name, features, 0)
    assert note.text == f"Expect about {right} of 10 right on ordinary photos."


def test_a_photo_that_is_here_already_is_named():
    assert photo_texts.here_already_text(["a\nb.jpg"]) == "Here already, as a\N{REPLACEMENT CHARACTER}b.jpg."
    assert photo_texts.here_already_text(["a.jpg", "b.jpg"]) == "Here already, under other names: 2 photos."
