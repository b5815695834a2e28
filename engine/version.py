"""Which Catgui this is, and which packages it works with."""

from __future__ import annotations


def program_version() -> str:
    """The version that is installed; a checkout that was never installed has none."""
    return package_version("catgui")


def package_version(package: str) -> str:
    """The version of an installed package, or 'not installed'."""
    from importlib.metadata import PackageNotFoundError, version  # it brings a mail parser, and is seldom asked for

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
