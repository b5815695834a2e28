"""The pages of Help, made of the lessons, the help of the panels, the keys and the glossary; and texts with links.

Such a text names a panel by its object name in braces, as in “Look in {runs_panel}”. A reader sees the title of the
panel that stands on its tab.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from catgui.help.glossary import GLOSSARY, split_terms
from catgui.help.lessons import LESSONS, Lesson
from catgui.help.panels import OTHER_HELP, PANEL_HELP

LESSON, KEYS = "lesson:", "keys:"
OF_LESSONS, PANELS, GENERAL, WORDS = "Lessons", "Panels", "In general", "Words"
# Pairs such as a key and what it does.
Rows = Sequence[tuple[str, str]]
TERM, PANEL = "term:", "panel:"
_NAME = re.compile(r"\{(\w+)\}")
_TITLES = {name: help_.title for name, help_ in PANEL_HELP.items()}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of Help.

    Attributes: `link`, by which it is known; `group`, the heading above it in the list; `title`; `lead`, a line below
    that, or ''; `sections`, each a heading, or '', and a text or rows; `panel`, the object name of the panel it is
    about, or ''; `lesson`, the lesson that it is, or None.
    """

    link: str
    group: str
    title: str
    lead: str
    sections: tuple[tuple[str, str | Rows], ...]
    panel: str = ""
    lesson: Lesson | None = None

    @property
    def tip(self) -> str:
        """What it is about, in a sentence or two."""
        body = self.sections[0][1]
        return plain_text(body) if isinstance(body, str) else self.lead

    @property
    def words(self) -> str:
        """All by which it is found, besides its title."""
        texts = (body if isinstance(body, str) else " ".join(chain(*body)) for _, body in self.sections)
        return plain_text(" ".join((self.lead, *texts)))


def help_pages(keys: Mapping[str, Rows], commands: Mapping[str, Rows]) -> Iterator[HelpPage]:
    """All pages; `keys` are those of the menus, by menu, and `commands` those of the commands of panels, by panel."""
    of_panels = {name: (*commands.get(name, ()), *help_.keys) for name, help_ in PANEL_HELP.items()}
    for lesson in LESSONS:
        texts = tuple(("", paragraph) for paragraph in lesson.paragraphs)
        yield HelpPage(f"{LESSON}{lesson.id}", OF_LESSONS, lesson.title, "", texts, lesson=lesson)
    for name, help_ in PANEL_HELP.items():
        panel_texts = ("", help_.text), ("What to try", help_.idea), ("Keys", of_panels[name])
        yield HelpPage(f"{PANEL}{name}", PANELS, help_.title, help_.question, panel_texts, name)
    for name, (title, text) in OTHER_HELP.items():
        yield HelpPage(f"{PANEL}{name}", GENERAL, title, "", (("", text),))
    by_title = ((f"In {PANEL_HELP[name].title}", rows) for name, rows in of_panels.items() if rows)
    yield HelpPage(KEYS, GENERAL, "Keyboard shortcuts", "", (*keys.items(), *by_title))
    for term in GLOSSARY:
        also = f"Also: {', '.join(term.aliases)}" if term.aliases else ""
        yield HelpPage(f"{TERM}{term.name}", WORDS, term.title, "", (("", term.text), ("", also)))


def page_html(page: HelpPage) -> str:
    """`page` as HTML, in which the first occurrence of each term is a link."""
    parts = [f"<h2>{html.escape(page.title)}</h2>"]
    if page.lead:
        parts.append(f'<p class="lead">{html.escape(page.lead)}</p>')
    for heading, body in page.sections:
        if body and heading:
            parts.append(f"<h3>{html.escape(heading)}</h3>")
        if body:
            # The explanation of a term does not lead to itself.
            parts.append(
                _table(body)
                if not isinstance(body, str)
                else f"<p>{linked_text(body, page.link.removeprefix(TERM))}</p>"
            )
    return "".join(parts)


def _table(rows: Rows) -> str:
    cells = (f"<td>{html.escape(name)}</td><td>{linked_text(text)}</td>" for name, text in rows)
    return "<table>" + "".join(f"<tr>{pair}</tr>" for pair in cells) + "</table>"


def plain_text(text: str) -> str:
    """`text` as it is read, without links."""
    return _NAME.sub(lambda name: _shown(name[1]), text)


def linked_text(text: str, besides: str = "") -> str:
    """`text` as HTML: panels and the first occurrence of each term, but `besides`, are links to TERM or PANEL names."""
    return "".join(_pieces(text, {besides}))


def _pieces(text: str, linked: set[str]) -> Iterator[str]:
    for number, piece in enumerate(_NAME.split(text)):
        if number % 2:
            shown = html.escape(_shown(piece))
            yield f'<a href="{PANEL}{piece}">{shown}</a>' if piece in _TITLES else shown
            continue
        for word, term in split_terms(piece):
            if term is None or term.name in linked:
                yield html.escape(word)
            else:
                linked.add(term.name)
                yield f'<a href="{TERM}{html.escape(term.name)}">{html.escape(word)}</a>'


def _shown(name: str) -> str:
    # The words of a command may have the name of a class, which may hold anything.
    return _TITLES.get(name, f"{{{name}}}")
