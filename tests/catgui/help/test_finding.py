"""Finding by words and by their synonyms."""

import pytest

from catgui.help.finding import find

THINGS = [
    ("Costs as CSV…", "Save the cost of each iteration"),
    ("Results", "overfitting is a gap"),
    ("Overfitting", "overfit overfits"),
    ("Runs – What did I try?", "every one of them"),
    ("Theme: Dark", ""),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "01234"),
        ("overfit", "21"),
        ("OVER gap", "1"),
        ("what TRY", "3"),
        ("what did I do to TRY", "3"),  # the words between say nothing
        ("loss", "0"),  # by the glossary, where it is another word for cost
        ("memorize", "21"),  # an everyday word for overfitting
        ("night mode", "4"),
        ("compare", "3"),
        ("verfit", ""),  # no word begins so
        ("lo", ""),  # too short for a synonym
    ],
)
def test_things_are_found_by_the_beginnings_of_their_words_and_by_synonyms(typed, found):
    assert "".join(str(THINGS.index(thing)) for thing in find(typed, THINGS, lambda thing: thing)) == found
