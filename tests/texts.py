"""Counts the words of the product by place, and lists the texts that are longer than they may be.

    python -m tests.texts [--long]

`PLACES` are the rows of the table; `limit` says how many words a text may have, `EXCEPTIONS` which may have more.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

from tests.support.texts import Text, all_texts

# The first that fits the path of a module.
PLACES = {
    "panel help": r"catgui/help/(panels|pages)",
    "glossary": r"catgui/help/glossary",
    "lessons": r"catgui/help/lessons",
    "help dialogs, search": r"catgui/help/|catgui/shell/about",
    "notebook's arithmetic": r"notebook_comparison",
    "settings": r"engine/training/config|catgui/widgets/forms|more_settings|catgui/domain/features",
    "run summary": "run_summary",
    "training, plot": r"training|run_|runs|saved_run|widgets/plots|playback|costs",
    "menus": r"catgui/shell/menus",
    "your photos": r"photo|detection",
    "reliability": r"reliab|study|folds|seeds|experiments/summary",
    "data, edits": r"catgui/(panels/data|widgets/(opening|.*data)|domain/(data|edits)|models/(edits|data)|inputs)",
    "why: maps": r"map",
    "answers": r"catgui/(panels/answers|domain/answer_places)",
    "between": r"between|mix_corners",
    "why: in words": r"answers|explanation|why",
    "weights": r"unit|weights|inspect",
    "results, threshold": r"results|threshold|figures|prediction|wrong",
    "messages: files, session": r"catgui/(documents|profile|models/workspace)",
    "page": r"engine/export/web_page",
    "notebook": r"engine/export/",
    "terminal": r"engine/cli|catgui/desktop|__main__",
    "errors": r"engine/",
    "other": r"catgui/",
}
HOVER, HELP, STEP, OTHER = 15, 45, 30, 20
_TIP_NAMES = re.compile(r"(^|_)(TIPS?|tips?|tooltips?|short)$|^set_tooltip$|^setToolTip$|^short$")
# Texts that may be longer, by what they begin with, and why.
EXCEPTIONS: dict[str, str] = {
    "Without a command the window opens": "the examples and exit statuses of the program, in its own help alone",
}


def place_of(text: Text) -> str:
    """The place that a text belongs to."""
    return next(name for name, pattern in PLACES.items() if re.search(pattern, text.place))


def limit(text: Text) -> int:
    """How many words a text may have: a hover says one thing, panel help a few, a paragraph of a lesson what to do."""
    if is_hover(text):
        return HOVER
    return {"panel help": HELP, "lessons": STEP}.get(place_of(text), OTHER)


def is_hover(text: Text) -> bool:
    """Whether a text is a tooltip, by the name of what it is given to."""
    return any(_TIP_NAMES.search(name) for name in text.names)


def too_long() -> Iterator[Text]:
    """The texts that have more words than they may, and are no exception."""
    for text in all_texts():
        if text.words > limit(text) and not text.said.startswith(tuple(EXCEPTIONS)):
            yield text


def main() -> None:
    """Print the table, or with --long the texts that are too long."""
    if "--long" in sys.argv:
        for text in too_long():
            print(f"{text.place}:{text.line} ({text.words} words of {limit(text)}) {text.said}")
        return
    words: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for text in all_texts():
        words[place_of(text)] += text.words
        count[place_of(text)] += 1
    for name in PLACES:
        print(f"{name:28}{count[name]:6} texts {words[name]:7,} words")
    print(f"{'all':28}{count.total():6} texts {words.total():7,} words")


if __name__ == "__main__":
    main()
