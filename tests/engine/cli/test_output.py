"""The output of the terminal commands: the progress line, JSON, and printed lines."""

import io
import sys

import pytest

from engine.cli import output
from engine.cli.output import epilog, print_line, progress_line, to_json, with_progress_line


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def slow_clock(monkeypatch):
    """Two seconds pass whenever the line of progress looks at the clock."""
    seconds = iter(range(0, 10_000, 2))
    monkeypatch.setattr(output, "monotonic", lambda: next(seconds))


def test_a_terminal_has_a_progress_line_after_a_second(slow_clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())

    assert list(with_progress_line("abc", 3, "letters")) == ["a", "b", "c"]
    assert sys.stderr.getvalue().split("\r")[1:4] == [
        "letters: 1 of 3 (33%), 4 s left",
        "letters: 2 of 3 (67%), 2 s left",
        "letters: 3 of 3 (100%), 0 s left",
    ]
    with progress_line("course photos", in_bytes=True) as work:
        work.report(1_000_000, 2_000_000)
    assert "course photos: 1.0 MB of 2.0 MB (50%), 2 s left" in sys.stderr.getvalue()


def test_a_line_replaces_the_progress_line(slow_clock, monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_line("photos") as work:
        work.report(1, 2)
        drawn = terminal.getvalue()
        print_line("a line")
        assert terminal.getvalue() == f"{drawn}\r{' ' * (len(drawn) - 1)}\r"
        work.report(2, 2)
    assert terminal.getvalue().endswith(" \r")


def test_short_work_writes_no_progress_into_a_pipe(slow_clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    assert list(with_progress_line("abc", 3, "letters")) == ["a", "b", "c"]

    assert sys.stderr.getvalue() == ""


def test_long_work_writes_a_line_into_a_pipe_now_and_then(slow_clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    list(with_progress_line(range(400), 400, "iterations"))

    # After 10 seconds, and every 30.
    lines = sys.stderr.getvalue().splitlines()
    assert lines[:2] == ["iterations: 5 of 400 (1%), 13 min left", "iterations: 20 of 400 (5%), 13 min left"]
    assert lines[-1] == "iterations: 395 of 400 (99%), 10 s left"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_json_does_not_know_is_never_printed_as_json(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"cost": number})


def test_lines_are_flushed_at_once(monkeypatch):
    lines, flushed = [], []

    class Pipe:
        def write(self, text):
            lines.append(text)

        def flush(self):
            flushed.append("".join(lines))

    monkeypatch.setattr("sys.stdout", Pipe())
    print_line("Cost after iteration 0: 0.7")

    assert flushed[-1:] == ["Cost after iteration 0: 0.7\n"]


def test_the_help_lists_examples_and_keys_in_columns():
    text = epilog({"catgui check": "", "catgui data --json": "as JSON"}, "A note.", {"costs": "", "test_cost": "95%"})

    assert text == (
        "examples:\n  catgui check\n  catgui data --json  as JSON\n\nA note.\n\n--json:\n  costs\n  test_cost  95%"
    )
    assert epilog({"catgui check": ""}) == "examples:\n  catgui check"
