"""The public names of the engine: all there, for programs and type checkers, and imported only when used."""

import inspect
import re
import subprocess
import sys
from dataclasses import replace
from pydoc import plaintext, render_doc
from textwrap import dedent
from typing import get_type_hints

import numpy as np
import pytest

import engine.api
from engine import (
    CrossValidation,
    SeedStudy,
    TrainingConfig,
    TrainingRun,
    find_doubtful_labels,
)
from tests import ROOT

NOTEBOOK = {
    "initialize_parameters_deep",
    "sigmoid",
    "relu",
    "sigmoid_backward",
    "relu_backward",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
    "compute_cost",
    "linear_backward",
    "linear_activation_backward",
    "L_model_backward",
    "update_parameters",
    "L_layer_model",
    "predict",
    "plot_costs",
    "print_mislabeled_images",
}


def test_the_public_names_are_those_of_the_module_that_lists_them():
    assert all(getattr(engine, name) is getattr(engine.api, name) for name in engine.api.__all__)
    assert engine.__all__ == engine.api.__all__
    assert set(dir(engine)) >= {*engine.__all__, "__doc__"}


def test_all_functions_of_the_notebook_are_public():
    assert set(engine.__all__) >= NOTEBOOK


def test_the_settings_of_the_notebook_before_are_public(builtin_dataset):
    config = replace(engine.LOGISTIC_REGRESSION, iterations=1)
    assert [step.cost for step in TrainingRun(builtin_dataset, config)] == [pytest.approx(np.log(2), abs=1e-15)]


@pytest.mark.slow
def test_what_public_functions_and_studies_give_is_public_too():
    shown = render_doc(engine, renderer=plaintext)
    studies = SeedStudy, CrossValidation, find_doubtful_labels

    for study in studies:
        assert list(inspect.signature(study).parameters)[:2] == ["dataset", "config"]
        given = re.findall(r"engine\.[\w.]+\.(\w+)", str(get_type_hints(getattr(study, "__iter__", study))["return"]))
        assert given
        assert set(given) <= set(engine.__all__)
    for name in ("JobProgress", "Occlusion", "mcnemar_p", "wilson_interval", *engine.__all__):
        assert re.search(rf"\b{name}\b", shown), name


@pytest.mark.slow
def test_a_public_name_is_imported_where_pyside_looks_at_each_module():
    pytest.importorskip("PySide6.QtCore")
    for first in ("", "import engine.vision.detection; "):
        code = f"import PySide6.QtCore; {first}from engine import mcnemar_p; print(mcnemar_p(2, 0))"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

        assert done.stdout == "0.5\n"


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'L_layer_modell'"):
        engine.L_layer_modell  # noqa: B018


@pytest.mark.slow
def test_importing_the_engine_imports_nothing_else_until_a_name_is_used():
    code = (
        "import sys; before = set(sys.modules); import engine; print(*(set(sys.modules) - before))\n"
        "from engine import L_layer_model"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [name for name in run.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names] == ["engine"]


@pytest.mark.slow
def test_the_lines_for_programmers_train_from_python(builtin_dataset):
    lines = dedent(engine.__doc__.split("\n\n", 1)[1].split("\n\nThe notebook's")[0])
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True)

    run = TrainingRun(builtin_dataset, TrainingConfig())
    costs = [step.cost for step in run]
    test = run.snapshot().test
    printed = done.stdout.splitlines()
    assert printed[:5] == [f"Cost after iteration {k}: {costs[k]}" for k in range(0, 2500, 500)]
    assert printed[5] == f"Right on {test.accuracy:.0%} of 50 test pictures"
    assert printed[6] == f"Wrong pictures: {sorted(wrong.index for wrong in test.wrong())}"
