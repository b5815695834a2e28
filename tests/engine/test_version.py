"""The versions of the program and of packages."""

import importlib.metadata

import numpy as np

from engine.version import package_version, program_version


def test_the_version_of_a_package_is_its_own():
    assert package_version("numpy") == np.__version__


def test_the_version_of_the_program_is_that_of_catgui(monkeypatch):
    asked = []
    monkeypatch.setattr(importlib.metadata, "version", lambda name: asked.append(name) or f"that of {name}")
    program_version.cache_clear()
    assert [program_version(), program_version()] == ["that of catgui"] * 2
    program_version.cache_clear()
    assert asked == ["catgui"]
