"""The versions of Catgui and of the packages it uses."""

from __future__ import annotations

from functools import cache


@cache  # to look it up takes longer than to write a run
def program_version() -> str:
    """The installed version of Catgui, or 'not installed' in a mere checkout."""
    return package_version("catgui")


def package_version(package: str) -> str:
    """The version of an installed package, or 'not installed'."""
    from importlib.metadata import PackageNotFoundError, version  # slow to import: it brings a mail parser

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
