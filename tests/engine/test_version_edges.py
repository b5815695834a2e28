"""Versions as they are told."""

import importlib.metadata

import numpy as np

from engine.version import package_version, program_version


def test_the_version_of_a_package_is_its_own():
    assert package_version("numpy") == np.__version__


def test_a_package_that_is_not_there_is_told():
    assert package_version("no-package-has-this-name-catgui") == "not installed"


def test_the_program_asks_for_itself(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"that of {name}")

    assert program_version() == "that of catgui"
