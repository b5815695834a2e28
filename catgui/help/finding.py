"""Finding things by words: those typed, and others that the glossary has for the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeVar

from catgui.help.glossary import GLOSSARY

_Thing = TypeVar("_Thing")
_MIN_SYNONYM = 3  # shorter words begin too many others
# Words of a question that say nothing of what is looked for.
_EMPTY = {"a", "are", "do", "does", "how", "i", "is", "it", "my", "the", "to"}
# Everyday words that stand nowhere, by what they mean.
_EVERYDAY = {
    "course": ("download", "homework"),
    "export": ("share", "send"),
    "glossary": ("meaning", "definition"),
    "lessons": ("tutorial", "introduction", "school", "student"),
    "network": ("brain",),
    "overfit": ("memorize", "cheat"),
    "presentation": ("beamer", "projector", "school", "teacher"),
    "remove": ("delete",),
    "runs": ("compare", "comparison", "overlay", "history"),
    "seed": ("luck", "random"),
    "shortcuts": ("hotkeys", "keyboard"),
    "text size": ("font", "bigger", "enlarge", "tiny", "zoom"),
    "theme": ("appearance", "mode", "night"),
    "wrong predictions": ("error", "mislabeled", "mistake"),
    "your photos": ("phone", "mobile", "camera", "webcam"),
}


def find(typed: str, things: Iterable[_Thing], texts_of: Callable[[_Thing], tuple[str, str]]) -> list[_Thing]:
    """Those that have all words of `typed`, or begin with them, the best first.

    `texts_of` returns the title of a thing and its other words. Titles count more than these, and in each the words
    themselves more than their synonyms; but a title that is what an everyday word means counts as that word.
    """
    wanted = [_alternatives(word) for word in _words(typed) if word not in _EMPTY]
    ranks = ((_rank(wanted, *texts_of(thing)), thing) for thing in things)
    found = [(rank, thing) for rank, thing in ranks if rank is not None]
    return [thing for _, thing in sorted(found, key=lambda pair: pair[0])]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _spaced(text: str) -> str:
    """`text` with a space before each word, by which its beginning is found."""
    return "".join(f" {word}" for word in _words(text))


def _alternatives(word: str) -> tuple[str, list[str], list[str]]:
    """`word`, what it means as an everyday word, and that with the names of the terms that begin with it."""
    if len(word) < _MIN_SYNONYM:
        return f" {word}", [], []
    named = [term.names for term in GLOSSARY if any(name.lower().startswith(word) for name in term.names)]
    meant = [_spaced(name) for name, words in _EVERYDAY.items() if any(one.startswith(word) for one in words)]
    return f" {word}", meant, [*map(_spaced, chain(*named)), *meant]


def _rank(wanted: Sequence[tuple[str, list[str], list[str]]], title: str, words: str) -> int | None:
    """How far from the title the least found word is, or None if one is not found."""
    places = _spaced(title), _spaced(words)
    ranks = [0]
    for word, meant, synonyms in wanted:
        tries = [found for place in places for found in (word in place, any(one in place for one in synonyms))]
        tries[0] |= any(places[0].startswith(one) and places[0].count(" ") == one.count(" ") for one in meant)
        if True not in tries:
            return None
        ranks.append(tries.index(True))
    return max(ranks)
