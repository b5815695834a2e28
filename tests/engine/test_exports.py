"""The public names of the engine: all there, for programs and type checkers, and imported only when used."""

import ast
import subprocess
import sys

import pytest

import engine
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
CONVOLUTION_NOTEBOOK = {
    "zero_pad",
    "conv_single_step",
    "conv_forward",
    "conv_backward",
    "pool_forward",
    "pool_backward",
    "create_mask_from_window",
    "distribute_value",
}


@pytest.mark.parametrize("name", engine.__all__)
def test_a_public_name_resolves(name):
    assert getattr(engine, name) is vars(engine)[name]
    assert name in dir(engine)


def test_all_functions_of_the_notebooks_are_public():
    assert set(engine.__all__) >= NOTEBOOK | CONVOLUTION_NOTEBOOK


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'L_layer_modell'"):
        engine.L_layer_modell  # noqa: B018


def test_type_checkers_see_the_same_names():
    stub = ast.parse((ROOT / "engine" / "__init__.pyi").read_text(encoding="utf-8")).body
    imported = {node.module: tuple(alias.name for alias in node.names) for node in stub[:-1]}

    assert imported == engine._MODULES
    assert sorted(ast.literal_eval(stub[-1].value)) == engine.__all__


def test_importing_the_engine_imports_nothing_else():
    code = "import sys; before = set(sys.modules); import engine; print(*(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [name for name in run.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names] == ["engine"]


def test_a_network_is_trained_by_the_public_names():
    code = "from engine import L_layer_model; print(callable(L_layer_model))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout == "True\n"
