"""The note on the photos, in each state of the panel."""

import numpy as np
import pytest

from catgui.domain import photo_texts
from catgui.domain.photo_accuracy_texts import Expectation, detector_summary
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_notes import note_on
from catgui.domain.photo_tally import PhotoTally
from engine.analysis.evaluation import Evaluation
from tests.support.photo_entries import CLASSES, facts_of, make_entry
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
    assert said(unreadable, removed=2, **shown) == ("Removed 2 photos.", "undo")
    assert said(unreadable, **shown) == (photo_texts.unreadable_text(1), "remove_unreadable")
    assert said(unreadable, has_other_framing=True) == (photo_texts.OTHER_FRAMING, "match_framing")
    assert said(ONE, filter=PhotoFilter.UNREADABLE, expected=LESS)[0].startswith("Expect less.")


def test_labels_tell_how_many_are_right_and_rates_their_intervals():
    few = PhotoTally.of([make_entry("a", 0.9, "cat")], CLASSES)
    assert said(few, expected=LESS) == ("1 of 1 right · always cat: 1 of 1. Expect less.", "")
    many = PhotoTally.of([make_entry("a", 0.9, "cat")] * 10, CLASSES)
    note = note_on(facts_of(many, expected=LESS))
    assert note.text.startswith("10 of 10 right (100.0%)")
    assert "Expect less." not in note.text
    assert note.tip == "Your network: likely 72.2–100.0%."


def test_before_labels_it_says_what_to_expect_and_how_to_answer():
    assert said(NONE, expected=LESS, test=TEST, record=RECORD) == ("Expect less.", "")
    assert said(ONE, expected=LESS) == (f"Expect less. {photo_texts.answer_hint(CLASSES)}", "")
    text, _ = said(ONE, expected=LESS, test=TEST, record=RECORD)
    assert text.startswith("Your network: 2 of 2 right on its test part. Expect less. ")


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
    before, after = detector_summary(RECORD), hint or photo_texts.DETECTOR_ALONE
    assert said(DETECTED, record=RECORD, **state) == (f"{before} {after}", offer)
    waiting = PhotoTally.of([], CLASSES, has_detector=True)
    assert said(waiting, record=RECORD, **state) == (f"{photo_texts.DETECTOR_READY} {after}", offer)
