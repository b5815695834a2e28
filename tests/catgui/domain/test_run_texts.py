"""Texts about runs."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.domain.run_summary import Finding, RunSummary
from catgui.domain.run_texts import (
    are_comparable,
    click_text,
    cost_text,
    curve_title,
    describe_difference,
    format_settings,
    idle_text,
    plot_title,
    run_csv,
    run_notes,
    setting_error,
)
from engine.analysis.evaluation import Failure
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference
from engine.data.image_folder import ImageFolderSettings
from engine.errors import ConfigError
from engine.saved_model.model import Model, RunRecipe
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from tests.support.models import plain_recipe

COSTS, TEST_COSTS = np.array([0.7, 0.5]), (np.array([0.0, 2.0]), np.array([0.7, 0.6]))
CONFIG = TrainingConfig(iterations=2)


def make_record(config=CONFIG, data="photos", recipe=None, train=COSTS, test=TEST_COSTS, **facts):
    model = Model({}, ("non-cat", "cat"), (64, 64), train, recipe or plain_recipe(config, 2, data), test)
    usual = {"number": 1, "name": "", "shown": False, "ended": 0.0, "train_accuracy": 0.9, "test_accuracy": 0.5}
    return RunRecord(model=model, **{**usual, "last": LastNetwork(2, 0.4, 0.6), **facts})


RECORD = make_record()


def change(**settings):
    """The record of a second run with other settings."""
    return make_record(replace(CONFIG, **settings), number=2)


RIGHTS = [RECORD.last._replace(rights=rights) for rights in ("1" * 38 + "0" * 12, "0" + "1" * 40 + "0" * 9)]


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (RECORD, change(), "Run 2: same settings."),
        (
            RECORD,
            replace(change(hidden_layers=(30, 5), seed=4), name="wider", test_accuracy=0.625),
            "wider: 50.0% before, 62.5% now. Hidden layers: 20, 7, 5 → 30, 5; Seed: 1 → 4.",
        ),
        (
            replace(RECORD, last=RIGHTS[0]),
            replace(change(seed=4), last=RIGHTS[1]),
            "Run 2: 50.0% before, 50.0% now: 4 answers changed. Seed: 1 → 4.",
        ),
        (
            RECORD,
            make_record(number=2, data="drawings"),
            "Run 2: not comparable, as the data differ. Data: photos → drawings.",
        ),
        (
            RECORD,
            change(features="pretrained", initialization="he"),
            "Run 2: 50.0% before, 50.0% now. Features: pixels → pretrained; Initialization: notebook → He.",
        ),
    ],
)
def test_the_difference_names_each_setting_and_the_answers_that_changed(one, other, text):
    assert describe_difference(one, other) == f"Run 1 → {text}"


def rows_of(*records):
    return list(csv.DictReader(io.StringIO(run_csv(records), newline="")))


def read_with(**settings):
    origin = DataOrigin(("/photos",), ImageFolderSettings(**settings).as_dict())
    return RunRecipe(DataReference("photos", origin=origin), TrainingConfig(iterations=2), 2, 2)


def test_runs_on_the_same_folders_with_another_framing_are_compared_by_it():
    one, other = make_record(recipe=read_with()), make_record(number=2, recipe=read_with(framing="centre"))
    assert describe_difference(one, other) == (
        "Run 1 → Run 2: 50.0% before, 50.0% now. Framing: whole picture → center crop."
    )
    assert not are_comparable(one, make_record(number=2, recipe=read_with(seed=2)))
    assert [row["data"] for row in rows_of(one, other)[::3]] == ["photos: whole picture", "photos: center crop"]


CONVOLUTION = TrainingConfig.for_features("convolution")


@pytest.mark.parametrize(
    ("config", "failure", "notes"),
    [
        (RECORD.config, None, ""),
        (change(momentum=0.5).config, Failure.DEAD, "dead network; Momentum β: 0.5"),
        (change(iterations=9).config, None, "stopped"),
        (change(iterations=9).config, Failure.NEARLY_DEAD, "nearly dead network, stopped"),
        (change(iterations=9).config, Failure.DIVERGED, "diverged"),
        (CONVOLUTION, None, "stopped; Features: convolution"),
        (replace(CONVOLUTION, l2=0.5), None, "stopped; Features: convolution; L2 penalty λ: 0.5"),
        (change(initialization="he").config, None, "Initialization: He"),
    ],
)
def test_an_early_end_or_a_failure_comes_first_in_the_notes_and_then_unusual_settings(config, failure, notes):
    record = make_record(config, failure=failure)
    assert run_notes(record) == notes
    assert rows_of(record)[0]["initialization"] == config.initialization, "as in other files"


@pytest.mark.parametrize(("name", "written"), [("=cmd", "'=cmd"), ('a,"b"', 'a,"b"')])
def test_the_csv_has_the_run_in_each_row_without_formulas(name, written):
    for row in rows_of(replace(RECORD, name=name)):
        assert row["name"] == written
        assert (row["hidden_layers"], row["learning_rate"]) == ("20, 7, 5", "0.0075")
        assert (row["results_of_iteration"], row["test_accuracy"], row["notes"]) == ("2", "0.5", "")


def test_the_csv_has_every_cost_and_marks_those_of_the_notebook():
    train, test = np.linspace(0.7, 0.1, 250), (np.array([0.0, 120.0, 250.0]), np.array([0.9, 0.8, 0.7]))
    rows = rows_of(make_record(train=train, test=test), replace(RECORD, number=2))
    assert [(row["run"], row["iteration"]) for row in rows] == [
        *(("1", str(n)) for n in range(251)),
        *(("2", str(n)) for n in range(3)),
    ]
    assert [row["train_cost"] for row in rows[:251]] == [*map(str, train.tolist()), ""]
    assert {n: row["test_cost"] for n, row in enumerate(rows[:251]) if row["test_cost"]} == {
        0: "0.9",
        120: "0.8",
        250: "0.7",
    }
    assert [n for n, row in enumerate(rows[:251]) if row["in_notebook"] == "1"] == [0, 100, 200, 249]


def test_the_costs_of_a_record_are_those_of_the_network_whose_accuracies_it_has():
    record = replace(RECORD, last=LastNetwork(1, 0.45, 0.65))
    assert [(row["results_of_iteration"], row["notes"]) for row in rows_of(record)] == [("1", "")] * 3
    assert cost_text(record) == "training cost 0.4500, iteration 1"
    assert run_notes(record) == "network of iteration 1"
    assert run_notes(RECORD) == ""


@pytest.mark.parametrize(
    ("summary", "can_seek", "text"),
    [
        (RunSummary(Finding.DIVERGED, "", learning_rate=0.00005), True, "Set the learning rate to 0.00005"),
        (RunSummary(Finding.MEMORIZES, "", iteration=1850), True, "Show iteration 1,850"),
        (RunSummary(Finding.MEMORIZES, "", iteration=1850), False, "Show Results"),
        (RunSummary(Finding.DEAD, ""), True, "Show Weights"),
        (RunSummary(Finding.LEARNING, ""), False, "Show Results"),
    ],
)
def test_what_a_click_on_a_summary_does_is_said(summary, can_seek, text):
    assert click_text(summary, can_seek) == text


def test_the_features_give_the_layers_their_title_and_no_layers_are_named_as_such():
    settings = format_settings(CONVOLUTION, "cats")
    assert list(settings)[1:4] == ["Features", "Filters", "Learning rate"]
    assert settings["Filters"] == "16, 32, 64"
    assert format_settings(LOGISTIC_REGRESSION, "cats")["Hidden layers"] == "none"


def test_an_error_of_the_layers_names_them_by_the_features():
    error = ConfigError("hidden_layers", (), "must be one or more")
    assert setting_error(error, "pixels") == "Hidden layers: must be one or more"
    assert setting_error(error, "convolution") == "Filters: must be one or more"
    assert setting_error(ConfigError("path", "x", "must be"), "pixels") == "path = 'x': must be"


def test_one_sentence_says_what_the_program_is_and_what_to_press():
    cats, others = idle_text(("non-cat", "cat"), ""), idle_text(("car", "dog"), "")
    assert "cat from non-cat" in cats
    assert "dog from car" in others
    for text in (cats, others):
        assert text.startswith("Press Train")
        assert len(text) <= 110  # what one line has room for
    assert idle_text(None, "") == "Open data first."
    assert idle_text(None, "Reading cats.h5…") == "Reading cats.h5…"


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "Run 1"),
        ({"learning_rate": 0.03}, "Rate 0.03"),
        ({"hidden_layers": (5, 3), "seed": 2}, "Hidden layers 5, 3, Seed 2"),
        ({"iterations": 9, "seed": 2, "momentum": 0.9}, "Seed 2, Momentum β 0.9, 1 more"),
        ({"features": "pretrained", "learning_rate": 0.03}, "pretrained filters"),
    ],
)
def test_the_curve_of_another_run_is_named_by_what_differs(changes, title):
    record = make_record(config=replace(RECORD.config, **changes))
    assert curve_title(record, RECORD.config) == title
    assert curve_title(replace(record, name="first"), RECORD.config) == "first"


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({}, ""),
        ({"l2": 0.5}, ", training cost with L2 penalty"),
        ({"patience": 9, "l2": 0.5}, ", training cost of single steps with L2 penalty"),
        ({"batch_size": 4}, ", training cost of single steps"),
    ],
)
def test_the_title_of_the_plot_says_what_its_training_cost_is_of(changes, note):
    assert plot_title(TrainingConfig(**changes)) == f"iterations, learning rate 0.0075{note}"
