"""Shared by all tests: their surroundings, the data sets, and leaving out the window where there is no Qt."""

import contextlib
import gc
import importlib
import os
import random
from collections.abc import Generator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from engine.data import course as course_photos
from engine.data import sources
from engine.data.dataset import Dataset
from tests.support.leaks import no_leaked_processes  # noqa: F401
from tests.support.surroundings import fix_surroundings

fix_surroundings()

# The same examples in each run, so that whoever runs the tests has the same result; "explore" draws others.
for profile, is_same, examples in (("catgui", True, 25), ("explore", False, 100)):
    hypothesis_settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=is_same,
        suppress_health_check=[HealthCheck.too_slow],
    )
hypothesis_settings.load_profile("catgui")


def _qt_import_error() -> str | None:
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        return str(error)
    return None


_NO_QT = _qt_import_error()
collect_ignore = [] if _NO_QT is None else ["catgui"]


def pytest_report_header() -> list[str]:
    if _NO_QT is None:
        return []
    return [f"tests/catgui is left out: PySide6 cannot be imported here ({_NO_QT})"]


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the order, and the options of pytest-qt where it is not installed: --strict-config rejects unknown ones."""
    parser.addoption("--random-order", type=int, metavar="SEED", help="shuffle the files, and the tests of each")
    if not pluginmanager.hasplugin("pytest-qt"):
        for option in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(option, "an option of pytest-qt, which is not installed here")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """No other process where single files are tested: starting it takes longer than most files."""
    return 0 if all(".py" in argument for argument in config.args) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each process begin to import in another place, in a run of all tests: each compiles its share for the others.

    In a new checkout, compiling the tests with their assertions takes each process a tenth of the whole run.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    root = session.config.rootpath
    paths = sorted((root / "tests").rglob("test_*.py"))
    first = len(paths) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for path in paths[first:] if first else []:
        # What cannot be imported is told when it is collected.
        with contextlib.suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle the files, and the tests of each, which stay together: they share fixtures."""
    seed = config.getoption("random_order")
    if seed is None:
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order, shuffled = random.Random(seed), list(files.values())
    for tests in (shuffled, *shuffled):
        order.shuffle(tests)
    items[:] = chain.from_iterable(shuffled)


def pytest_collection_finish() -> None:
    """Leave all that was imported out of the collections of garbage, which take a third of a second with it."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape what is not UTF-8 in the captured output: pytest-xdist cannot send it to its main process."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Generator[None, None, None]:
    """Let `os.fsync` do nothing; what the program does around it, and where it fails, is tested all the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_photos_beside_the_tests() -> Generator[None, None, None]:
    """Leave out the course photos that may lie in `datasets` of this checkout, where the program looks for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(course_photos, "NOTEBOOK_FOLDER", "no such folder")
        yield


@pytest.fixture(scope="session")
def builtin_dataset() -> Dataset:
    """The built-in drawings."""
    return sources.open_dataset("builtin")


@pytest.fixture(scope="session")
def course() -> Dataset:
    """The course photos, from the folder that CATGUI_DATA names."""
    folder = os.environ.get(course_photos.FOLDER_VARIABLE)
    if not folder:
        pytest.skip(f"{course_photos.FOLDER_VARIABLE} names no folder with the course photos")
    return sources.open_dataset(folder)


@pytest.fixture
def no_home_folder(monkeypatch):
    """The user has no home folder."""
    if os.name != "posix":
        pytest.skip("every user of this system has a home folder")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", _raise_key_error)


def _raise_key_error(number: int) -> None:
    raise KeyError(number)
