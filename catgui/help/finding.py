"""Finding things by words: those typed, and others that the glossary has for the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeVar

from catgui.help.glossary import GLOSSARY

_Thing = TypeVar("_Thing")
_MIN_SYNONYM = 3  # shorter words begin too many others
# Everyday words that stand nowhere, by what they mean.
_EVERYDAY = {
    "answers": ("roc",),
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
    "speed": ("faster", "slower"),
    "text size": ("font", "bigger", "enlarge", "tiny", "zoom"),
    "theme": ("appearance", "mode", "night"),
    "wrong predictions": ("error", "mislabeled", "mistake"),
    "your photos": ("phone", "mobile", "camera", "webcam"),
}


def find(typed: str, things: Iterable[_Thing], texts_of: Callable[[_Thing], tuple[str, str]]) -> list[_Thing]:
    """Those that have all words of `typed`, or begin with them, the best first.

    `texts_of` returns the title of a thing and its other words. Titles count more than these, and in each the words
    themselves, and what they mean as everyday words, more than the terms that begin with them.
    """
    wanted = [_alternatives(word) for word in _words(typed)]
    ranks = ((_rank(wanted, *texts_of(thing)), thing) for thing in things)
    found = [(rank, thing) for rank, thing in ranks if rank is not None]
    return [thing for _, thing in sorted(found, key=lambda pair: pair[0])]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _spaced(text: str) -> str:
    """`text` with a space before each word, by which its beginning is found."""
    return "".join(f" {word}" for word in _words(text))


def _alternatives(word: str) -> tuple[list[str], list[str]]:
    """`word` with what it means as an everyday word, and the names of the terms that begin with it."""
    if len(word) < _MIN_SYNONYM:
        return [f" {word}"], []
    named = [term.names for term in GLOSSARY if any(name.lower().startswith(word) for name in term.names)]
    meant = [name for name, words in _EVERYDAY.items() if any(one.startswith(word) for one in words)]
    return [f" {word}", *map(_spaced, meant)], list(map(_spaced, chain(*named)))


def _rank(wanted: Sequence[tuple[list[str], list[str]]], title: str, words: str) -> int | None:
    """How far from the title the least found word is, or None if one is not found."""
    places = _spaced(title), _spaced(words)
    ranks = [0]
    for alternatives in wanted:
        tries = [any(one in place for one in names) for place in places for names in alternatives]
        if True not in tries:
            return None
        ranks.append(tries.index(True))
    return max(ranks)
