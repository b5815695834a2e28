"""Texts whose panels and terms are links.

Such a text names a panel by its object name in braces, as in “Look in {runs_panel}”, and the two classes of the data by
{zero} and {one}. A reader sees the title of the panel that stands on its tab.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from catgui.help.glossary import split_terms
from catgui.help.panels import PANEL_HELP

TERM, PANEL = "term:", "panel:"
Classes = tuple[str, str]
ANY_CLASSES: Classes = ("class 0", "class 1")

_NAME = re.compile(r"\{(\w+)\}")
_TITLES = {name: help_.title for name, help_ in PANEL_HELP.items()}


def plain_text(text: str, classes: Classes = ANY_CLASSES) -> str:
    """`text` as it is read, without links."""
    return _NAME.sub(lambda name: _shown(name[1], classes), text)


def linked_text(text: str, classes: Classes = ANY_CLASSES, besides: str = "") -> str:
    """`text` as HTML: panels and the first occurrence of each term, but `besides`, are links to TERM or PANEL names.

    The names of the classes, which may hold anything, are escaped and are no links.
    """
    return "".join(_pieces(text, classes, {besides})).replace("\n", "<br>")


def panels_in(text: str) -> list[str]:
    """The object names of the panels that `text` names."""
    return [name for name in _NAME.findall(text) if name in _TITLES]


def _pieces(text: str, classes: Classes, linked: set[str]) -> Iterator[str]:
    for number, piece in enumerate(_NAME.split(text)):
        if number % 2:
            shown = html.escape(_shown(piece, classes))
            yield f'<a href="{PANEL}{piece}">{shown}</a>' if piece in _TITLES else shown
            continue
        for word, term in split_terms(piece):
            if term is None or term.name in linked:
                yield html.escape(word)
            else:
                linked.add(term.name)
                yield f'<a href="{TERM}{html.escape(term.name)}">{html.escape(word)}</a>'


def _shown(name: str, classes: Classes) -> str:
    # The words of a command may have the name of a class, which may hold anything.
    return {**_TITLES, "zero": classes[0], "one": classes[1]}.get(name, f"{{{name}}}")
