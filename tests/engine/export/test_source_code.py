"""Functions copied out of the engine run on their own."""

import sys
import types

import numpy as np
import pytest

from engine.core import L_model_forward, is_recorded, relu, sigmoid
from engine.export.source_code import MissingSourceError, SourceCollector
from engine.training.optimizer import dropout_masks


def run(collector, code):
    namespace = {}
    exec(f"{collector.imports()}\n{code}", namespace)
    return namespace


def test_a_function_comes_with_all_that_it_uses():
    collector = SourceCollector()
    names = run(collector, collector.definitions(L_model_forward))
    parameters = {"W1": np.eye(2), "b1": np.zeros((2, 1)), "W2": np.ones((1, 2)), "b2": np.zeros((1, 1))}
    X = np.array([[1.0], [-2.0]])
    assert names["L_model_forward"](X, parameters)[0] == L_model_forward(X, parameters)[0]
    assert names["L_model_forward"] is not L_model_forward


def test_constants_keep_their_comments_and_classes_are_copied():
    collector = SourceCollector()
    code = collector.definitions(is_recorded, dropout_masks)
    assert "at the last one.\nRECORD_EVERY = 100\n" in code
    assert run(collector, code)["RandomStream"].DROPOUT == 2
    assert "from enum import IntEnum" in collector.imports().splitlines()


def test_nothing_is_copied_twice():
    collector = SourceCollector()
    assert collector.definitions(relu).count("def relu") == 1
    assert collector.definitions(relu, sigmoid).count("def relu") == 0
    assert collector.definitions(relu, sigmoid) == ""


def test_missing_source_code_is_an_error(monkeypatch):
    module = types.ModuleType("engine.compiled_only")
    exec("def function(): pass", module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(MissingSourceError, match=r"which is missing here. Install Catgui with pip"):
        SourceCollector().definitions(module.function)
