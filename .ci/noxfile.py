"""The tests on each Python that pyproject allows, and with the oldest packages it allows.

    nox -f .ci/noxfile.py              everything; `-l` lists the sessions, `-s tests-3.12 -- tests/engine` runs a part

Each Python must be on the PATH. With pyenv, put this before the command:
PYENV_VERSION=$(pyenv versions --bare | grep '^3.1[0-4]' | paste -sd:)
"""

from pathlib import Path

import nox
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "datasets"
OLDEST = "3.10"
# The Pythons on which PySide6 6.12 aborts the process; pyproject excludes it there.
ABORTING = {"3.10", "3.11"}
PYTHONS = [OLDEST, "3.11", "3.12", "3.13", "3.14"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests with the newest packages that pyproject allows."""
    session.chdir(ROOT)
    session.install("-e", ".[test]")
    run_tests(session)


@nox.session(python=OLDEST)
def lowest(session: nox.Session) -> None:
    """The tests with the lowest version of each package that pyproject names."""
    session.chdir(ROOT)
    constraints = Path(session.create_tmp()) / "lowest.txt"
    constraints.write_text("\n".join(lowest_versions(OLDEST)), encoding="utf-8")
    session.install("-e", ".[test]", "-c", str(constraints))
    session.run("python", "-m", "pip", "list")
    run_tests(session)


@nox.session(python=PYTHONS)
def aborting_qt(session: nox.Session) -> None:
    """PySide6 6.12 can be installed with Catgui where it runs, and is refused where it aborts."""
    session.chdir(ROOT)
    release = "PySide6-Essentials==6.12.*"
    dry_run = ["python", "-m", "pip", "install", "--dry-run", "--quiet"]
    # Each can be installed alone: if both together are refused, the bounds in pyproject are the reason.
    session.run(*dry_run, release)
    session.run(*dry_run, ".")
    refused = 1 if session.python in ABORTING else 0
    session.run(*dry_run, ".", release, success_codes=[refused])


def run_tests(session: nox.Session) -> None:
    """Run all tests, or those named after `--` on the command line."""
    data = {"CATGUI_DATA": str(DATA)} if DATA.is_dir() else {}
    session.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *session.posargs, env=data)


def lowest_versions(python: str) -> list[str]:
    """The lower bound of each requirement in pyproject that applies to this Python, as constraints for pip."""
    project = nox.project.load_toml(ROOT / "pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    requirements = map(Requirement, project["dependencies"] + extras["notebook"] + extras["test"])
    others = [it for it in requirements if it.name != "catgui"]  # one extra has another
    applicable = [it for it in others if it.marker is None or it.marker.evaluate({"python_version": python})]
    return [f"{it.name}=={lower_bound(it)}" for it in applicable]


def lower_bound(requirement: Requirement) -> Version:
    """The lowest version that a requirement allows, from its only `>=`."""
    (bound,) = (Version(clause.version) for clause in requirement.specifier if clause.operator == ">=")
    return bound
