"""Finding things by words: those typed, and others that the glossary has for the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from catgui.help.glossary import GLOSSARY

_Thing = TypeVar("_Thing")
_MIN_SYNONYM = 3  # shorter words begin too many others


def find(typed: str, things: Iterable[_Thing], texts_of: Callable[[_Thing], tuple[str, str]]) -> list[_Thing]:
    """Those that have all words of `typed`, or begin with them, the best first.

    `texts_of` returns the title of a thing and its other words. Titles count more than these, and in each the words
    themselves more than their synonyms.
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


def _alternatives(word: str) -> tuple[str, list[str]]:
    """`word`, and the names of the terms that begin with it or are meant by it."""
    terms = GLOSSARY if len(word) >= _MIN_SYNONYM else ()
    meant = (term for term in terms if any(name.lower().startswith(word) for name in (*term.names, *term.synonyms)))
    return f" {word}", [_spaced(name) for term in meant for name in term.names]


def _rank(wanted: Sequence[tuple[str, list[str]]], title: str, words: str) -> int | None:
    """How far from the title the least found word is, or None if one is not found."""
    places = _spaced(title), _spaced(words)
    ranks = [0]
    for word, synonyms in wanted:
        tries = [found for place in places for found in (word in place, any(one in place for one in synonyms))]
        if True not in tries:
            return None
        ranks.append(tries.index(True))
    return max(ranks)
