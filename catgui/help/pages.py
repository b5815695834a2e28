"""The pages of Help, made of the lessons, the help of the panels, the keys and the glossary; and texts with links.

Such a text names a panel by its object name in braces, as in “Look in {runs_panel}”, and the two classes of the data by
{zero} and {one}. A reader sees the title of the panel that stands on its tab.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from catgui.help.glossary import GLOSSARY, Term, split_terms, terms_in
from catgui.help.lesson import LessonProgress
from catgui.help.panels import OTHER_HELP, PANEL_HELP, PanelHelp

LESSON, KEYS = "lesson:", "keys:"
LESSONS, PANELS, GENERAL, WORDS = "Guided lessons", "Panels", "In general", "Words"
# Pairs such as a key and what it does.
Rows = Sequence[tuple[str, str]]
_LESSONS_HINT = "A lesson takes a few minutes; leave and resume it at any time."
TERM, PANEL = "term:", "panel:"
Classes = tuple[str, str]
ANY_CLASSES: Classes = ("class 0", "class 1")
_NAME = re.compile(r"\{(\w+)\}")
_TITLES = {name: help_.title for name, help_ in PANEL_HELP.items()}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of Help.

    Attributes: `link`, by which it is known; `group`, the heading above it in the list; `title`; `lead`, a line below
    that, or ''; `sections`, each a heading, or '', and a text or rows; `found_by`, texts that it does not show;
    `panel`, the object name of the panel it is about, or ''; `lesson`, the id of the lesson it can start, or '', and
    `start`, the caption of the button that does so.
    """

    link: str
    group: str
    title: str
    lead: str
    sections: tuple[tuple[str, str | Rows], ...]
    found_by: tuple[str, ...] = ()
    panel: str = ""
    lesson: str = ""
    start: str = "&Start a lesson about it"

    @property
    def tip(self) -> str:
        """What it is about, in a sentence or two."""
        body = self.sections[0][1]
        return plain_text(body) if isinstance(body, str) else self.lead

    @property
    def words(self) -> str:
        """All by which it is found, besides its title."""
        texts = (body if isinstance(body, str) else " ".join(chain(*body)) for _, body in self.sections)
        return plain_text(" ".join((self.lead, *texts, *self.found_by)))

    def after(self, heading: str, text: str) -> HelpPage:
        """The same page with a section before the others."""
        return replace(self, sections=((heading, text), *self.sections))


def help_pages(
    keys: Mapping[str, Rows], commands: Mapping[str, Rows], lessons: Sequence[LessonProgress]
) -> Iterator[HelpPage]:
    """All pages; `keys` are those of the menus, by menu, and `commands` those of the commands of panels, by panel."""
    of_panels = {name: (*commands.get(name, ()), *help_.keys) for name, help_ in PANEL_HELP.items()}
    for number, progress in enumerate(lessons, start=1):
        yield _lesson_page(number, progress)
    for name, help_ in PANEL_HELP.items():
        yield _panel_page(name, help_, of_panels[name])
    for name, help_ in OTHER_HELP.items():
        sections = ("", help_.shows), ("", help_.reading), ("What to try", _bullets(help_.ideas))
        yield HelpPage(f"{PANEL}{name}", GENERAL, help_.title, "", sections, lesson=help_.lesson)
    by_title = ((f"In {PANEL_HELP[name].title}", rows) for name, rows in of_panels.items() if rows)
    yield HelpPage(KEYS, GENERAL, "Keyboard shortcuts", "", (*keys.items(), *by_title))
    for term in GLOSSARY:
        yield _term_page(term)


def _lesson_page(number: int, progress: LessonProgress) -> HelpPage:
    lesson = progress.lesson
    title = f"{number}. {lesson.title}{' ✓' if progress.is_done else ''}"
    steps = [(f"{place}.", step.title) for place, step in enumerate(lesson.steps, start=1)]
    sections = ("Steps", steps), ("", progress.text), ("After it", lesson.ability), ("", _LESSONS_HINT)
    texts = tuple(step.text for step in lesson.steps)
    start = "&Continue" if progress.is_begun else "&Start"
    return HelpPage(f"{LESSON}{lesson.id}", LESSONS, title, lesson.summary, sections, texts, "", lesson.id, start)


def _panel_page(name: str, help_: PanelHelp, keys: Rows) -> HelpPage:
    sections = (
        ("What it shows", help_.shows),
        ("How to read it", help_.reading),
        ("What to try", _bullets(help_.ideas)),
        ("Keys", keys),
    )
    return HelpPage(f"{PANEL}{name}", PANELS, help_.title, help_.question, sections, panel=name, lesson=help_.lesson)


def _term_page(term: Term) -> HelpPage:
    also = ", ".join(term.aliases)
    sections = ("", term.text), ("", f"Also: {also}" if also else "")
    return HelpPage(f"{TERM}{term.name}", WORDS, term.title, "", sections)


def _bullets(ideas: Sequence[str]) -> Rows:
    return [("•", idea) for idea in ideas]


def page_html(page: HelpPage) -> str:
    """`page` as HTML; that of a panel has its terms at the end."""
    terms = terms_in(f"{page.title} {page.words}") if page.panel else ()
    words = [(term.title, term.text) for term in sorted(terms, key=lambda term: term.name.lower())]
    parts = [f"<h2>{html.escape(page.title)}</h2>"]
    if page.lead:
        parts.append(f'<p class="lead">{html.escape(page.lead)}</p>')
    for heading, body in (*page.sections, ("Its words", words)):
        if body and heading:
            parts.append(f"<h3>{html.escape(heading)}</h3>")
        if body:
            parts.append(_paragraphs(body, page) if isinstance(body, str) else _table(body))
    return "".join(parts)


def _paragraphs(text: str, page: HelpPage) -> str:
    besides = page.link.removeprefix(TERM)  # the explanation of a term does not lead to itself
    return "".join(f"<p>{linked_text(part, ANY_CLASSES, besides)}</p>" for part in text.split("\n\n"))


def _table(rows: Rows) -> str:
    cells = (f"<td>{html.escape(name)}</td><td>{linked_text(text, ANY_CLASSES)}</td>" for name, text in rows)
    return "<table>" + "".join(f"<tr>{pair}</tr>" for pair in cells) + "</table>"


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
