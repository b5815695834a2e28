"""What is wrong with a text of the pseudo-locale: it has parts without brackets, or is glued from several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.pseudo_locale import CLOSE, OPEN

# What the user, the data or a standard calls something: keys, file names, units and symbols of formulas.
_NAMES = re.compile(
    r"\b([\w-]+\.\w{2,6}|cats?|non-cats?|class [01]|random pictures|random|Catgui|photo \d+(\.png)?|(train|test)_[xy]"
    r"|Ctrl|Shift|Alt|Del|Enter|Return|Esc|Space|Home|End|PgUp|PgDown|F\d+"
    r"|px|bytes|MB|GB|kB|ReLU|AUC|ROC|CSV|HDF5|NaN"
    # Of Qt.
    r"|OK|Question|Scroll (Left|Right)"
    # Whole texts of one word, which nothing tells from identifiers, and names of terms.
    r"|pixels|convolution|notebook|He|zeros|none|seeds|folds|repeats|repetitions|neurons|channels|dead|Accuracy"
    # What the tests say themselves.
    r"|Test picture 0|An unsaved network was found|it is a web page, not HDF5|Saved|Open folder|Restore|save|Oh|ant"
    r"|2 files)\b"
    r"|(?<!\S)([A-Z]:\\|/)\S+"
)
_MARKUP = re.compile(r"<[^<>]*>|&\w+;")
_WORD = re.compile(r"[A-Za-z]{2,}")
_BRACKETS = re.compile(f"([{OPEN}{CLOSE}])")
# What may stand between two whole texts, at the end of the first or after it.
_BETWEEN = re.compile(r"[.:?!…\n–·]|  ")
# A place where a break is allowed within a long word.
_BREAK = "\u200b"
_FIELD = re.compile(r"[:(] ?$|\d ?$")
_LOWERCASE = re.compile(r"\W*[a-záéíóú]")


def faults_of(text: str) -> Iterator[str]:
    """What is outside of brackets, glued from several texts, or a piece of a sentence within another one.

    What stands after a colon or in parentheses is a value of its own, and after a number what is counted.
    """
    depth, ending, between, before = 0, "\n", "", ""
    parts = _BRACKETS.split(_MARKUP.sub("\n", text.replace(_BREAK, "")))
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if part == OPEN:
            depth += 1
            if depth == 1 and not _BETWEEN.search(ending + between):
                yield "glued"
            if depth > 1 and _LOWERCASE.match(following) and not _FIELD.search(before):
                yield "a piece"
        elif part == CLOSE:
            depth, between = depth - 1, ""
        elif depth:
            before = part
            ending = part.rstrip("~")[-1:] or ending
        else:
            between = part
            if _WORD.search(_NAMES.sub(" ", part)):
                yield "without brackets"
