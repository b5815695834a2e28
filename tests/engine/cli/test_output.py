"""The output of the terminal commands: the progress line, JSON, and printed lines."""

import io
import sys

import pytest

from engine.cli import output
from engine.cli.output import epilog, print_line, progress_line, to_json


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

    with progress_line("letters") as work:
        work.report(1, 3)
        work.report(2, 3)

    lines = ["letters: 1 of 3 (33%), 4 s left", "letters: 2 of 3 (67%), 2 s left"]
    assert sys.stderr.getvalue().split("\r")[1:3] == lines


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


def test_a_pipe_has_no_progress(slow_clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    with progress_line("letters") as work:
        work.report(1, 2)

    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_json_does_not_know_is_never_printed_as_json(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"cost": number})


def test_lines_are_flushed_at_once(monkeypatch):
    class Pipe(io.StringIO):
        flushed = ""

        def flush(self):
            self.flushed = self.getvalue()

    monkeypatch.setattr("sys.stdout", Pipe())
    print_line("Cost after iteration 0: 0.7")

    assert sys.stdout.flushed == "Cost after iteration 0: 0.7\n"


def test_the_help_lists_examples_in_columns():
    text = epilog({"catgui check": "", "catgui data --json": "as JSON"}, "A note.")

    assert text == "examples:\n  catgui check\n  catgui data --json  as JSON\n\nA note."
