"""How many words the texts of the product have: a hover says one thing, panel help two."""

import pytest

from tests.support.texts import texts_in
from tests.texts import EXCEPTIONS, HELP, HOVER, OTHER, all_texts, limit, too_long


def texts_of(source, place="catgui/widgets/some.py"):
    return list(texts_in(source, place))


@pytest.mark.slow
def test_no_text_is_longer_than_it_may_be():
    assert [f"{text.place}:{text.line} {text.said}" for text in too_long()] == []


@pytest.mark.slow
def test_no_exception_is_left_of_a_text_that_is_gone_or_short():
    said = [text for text in all_texts() if text.words > limit(text)]
    assert [start for start in EXCEPTIONS if not any(text.said.startswith(start) for text in said)] == []


def test_texts_are_found_and_no_code():
    source = """
        '''A docstring of this module.'''
        _log.info("Opened the file")
        button.setText("Press Train")
        button.setText(f"More ({count})")
        _TIP = f"Trains {count} networks"
        query = "SELECT name FROM runs"
        key = "training_part"
        line = f"costs[{i}] = add_l2_penalty({cost}, grads)"
        command = "catgui train --json"
        raise ValueError("what only a programmer meets")
        if "database is locked" in words: pass
        columns = "number, name, pinned, shown"
        class Failure(Enum): DEAD = "dead network"
    """
    lines = "\n".join(line.strip() for line in source.splitlines())
    assert [text.said for text in texts_of(lines)] == ["Press Train", "More ({})", "Trains {} networks"]


def test_limits_follow_what_a_text_is_for():
    tip, other = texts_of('_TIP = "One two three"\n_NOTE = "One two three"')
    (help_,) = texts_of('"data_panel": "One two"'.join(("x = {", "}")), "catgui/help/panels.py")
    assert (limit(tip), limit(other), limit(help_)) == (HOVER, OTHER, HELP)


def test_symbols_are_no_words():
    (text,) = texts_of('x = f"Add a W ← W − α dW · {count} 3"')
    assert text.words == len(("Add", "a", "dW", "{}", "3"))
