"""Help that says what a command does, and output that another program can read."""

import re

import pytest

from engine.cli.main import main
from engine.cli.output import print_line, to_json

TEXTS = {
    "train": ["--data DATA", "--seed N", "number that the random start comes from", "(default: 0.0075)"],
    "predict": ["Ask a saved network about photos.", "print one JSON list and nothing else", "(default: whole)"],
    "data": ["--data DATA"],
}


def help_of(*command, capsys):
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    return re.sub(r"\s+", " ", capsys.readouterr().out)


@pytest.mark.parametrize(("command", "texts"), TEXTS.items())
def test_the_help_of_a_command_describes_its_options(command, texts, capsys):
    text = help_of(command, capsys=capsys)

    assert [wanted for wanted in texts if wanted not in text] == []
    assert "XX" not in text


def test_the_help_names_the_commands_under_their_heading(capsys):
    text = help_of(capsys=capsys)

    assert "commands: COMMAND" in text
    assert all(f" {command} " in text for command in TEXTS)


@pytest.mark.parametrize("words", [["train", "--iter", "3"], ["data", "--js"], ["--vers"]])
def test_options_are_not_guessed_from_their_beginnings(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)

    assert left.value.code == 2
    assert capsys.readouterr().out == ""


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
