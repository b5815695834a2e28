"""The note on the photos, in each state of the panel, and what a photo is described as."""

from dataclasses import replace

import pytest

from catgui.domain import photo_texts
from catgui.domain.photo_notes import PhotoCounts, note_on
from catgui.domain.photo_texts import description
from tests.support.photo_entries import facts_of, make_entry

NONE, ONE = PhotoCounts(0, 0, 0), PhotoCounts(1, 0, 0)


def said(counts, **others):
    note = note_on(facts_of(counts, **others))
    return note.text, note.offer


def test_the_wrong_and_the_unreadable_ones_are_counted():
    entries = [make_entry("a", 0.9, "cat"), make_entry("b", 0.9, "non-cat"), make_entry("c", 0.2, "cat")]
    in_training = replace(make_entry("d", 0.9, "non-cat"), part="train")
    others = [in_training, make_entry("e", 0.9, "dog"), make_entry("f", 0.9), make_entry("g", actual="cat")]
    assert PhotoCounts.of([*entries, *others, make_entry("h", error="this is text")]) == (8, 3, 1)


def test_news_come_before_all_else_with_their_remedy():
    unreadable = PhotoCounts(2, 0, 1)
    assert said(unreadable, progress=(3, 7), removed=2) == ("Reading photos: 3 of 7", "cancel")
    assert said(unreadable, removed=2) == ("Removed 2 photos.", "undo")
    assert said(unreadable) == (photo_texts.unreadable_text(1), "remove_unreadable")
    assert said(ONE, has_network=True) == ("", "")


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


def test_a_photo_that_is_here_already_is_named():
    assert photo_texts.here_already_text(["a\nb.jpg"]) == "Here already, as a\N{REPLACEMENT CHARACTER}b.jpg."
    assert photo_texts.here_already_text(["a.jpg", "b.jpg"]) == "Here already, under other names: 2 photos."


def test_a_description_has_the_answer_of_the_network_first():
    lines = description(make_entry("a", 0.29, detected=0.93)).splitlines()
    assert lines[2:4] == ["Your network: non-cat, 71%", "Detector, for comparison: cat, 93%"]
    alone = description(make_entry("a", detected=0.93)).splitlines()
    assert alone[2:4] == ["Your network: not yet", "Detector, for comparison: cat, 93%"]
    assert description(make_entry("a", 0.29)).splitlines()[2] == "Predicted: non-cat (71%)"
    unsure = make_entry("a", detected=0.6, actual="cat", unsure_below=0.7)
    assert description(unsure).splitlines()[3] == "Detector, for comparison: unsure, cat 60%"
