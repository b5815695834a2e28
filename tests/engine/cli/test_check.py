"""`catgui check`: both costs compared, as a sentence or as JSON."""

import json

import numpy as np
import pytest

from engine.cli.main import main
from engine.core import compute_cost
from engine.experiments import notebook_comparison

WORDS = ["check", "--layers", "4", "--iterations", "3"]


def test_the_command_says_what_is_compared_and_how_far_it_agrees(capsys):
    assert main([*WORDS, "--momentum", "0.5"]) == 0
    described, verdict = capsys.readouterr().out.splitlines()
    assert described.startswith("built-in drawings, 209 training pictures; hidden layers 4; ")
    assert described.endswith("Momentum β.")
    assert verdict.startswith("The costs agree")


def test_json_has_the_figures(capsys):
    assert main([*WORDS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["largest_difference"] < 1e-12
    assert {**found, "largest_difference": 0} == {
        "data": "builtin",
        "iterations": 3,
        "pictures": 209,
        "largest_difference": 0,
        "differs_from": None,
    }


@pytest.mark.slow
@pytest.mark.parametrize(("planted", "largest"), [(0.5, 0.5), (np.nan, None)])
def test_costs_that_differ_are_a_failure(capsys, monkeypatch, planted, largest):
    monkeypatch.setattr(notebook_comparison, "compute_cost", lambda AL, Y: compute_cost(AL, Y) + planted)
    assert main(WORDS) == 1
    assert "The costs differ by" in capsys.readouterr().out
    assert main([*WORDS, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["largest_difference"] == (None if largest is None else pytest.approx(largest))
    assert found["differs_from"] == 0
