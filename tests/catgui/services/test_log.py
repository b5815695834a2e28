"""The log file."""

import logging

import pytest

from catgui.services.log import DeduplicatingHandler


@pytest.fixture
def reported():
    return []


@pytest.fixture
def fault_log(reported):
    log = DeduplicatingHandler(reported.append)
    yield log
    log.close()


@pytest.fixture
def logger(fault_log):
    """A logger that writes to it and nowhere else."""
    logger = logging.Logger("test")
    logger.addHandler(fault_log)
    return logger


def text(folder, name="catgui.log"):
    return (folder / name).read_text(encoding="utf-8")


def test_what_was_said_before_the_file_is_open_stands_in_it(fault_log, logger, tmp_path):
    logger.warning("early")
    fault_log.open(tmp_path)
    logger.warning("late")
    assert text(tmp_path).index("early") < text(tmp_path).index("late")
    assert text(tmp_path).count("early") == 1


def test_what_is_no_warning_is_not_written(fault_log, logger, tmp_path):
    fault_log.open(tmp_path)
    logger.info("by the way")
    assert text(tmp_path) == ""


def test_a_warning_that_comes_again_is_counted(fault_log, logger, tmp_path):
    fault_log.open(tmp_path)
    for _ in range(120):
        logger.warning("again and %s", "again")
    assert [line.partition("test: ")[2] for line in text(tmp_path).splitlines()] == [
        "again and again",
        "again and again (the same for the 10th time)",
        "again and again (the same for the 100th time)",
    ]


def test_only_errors_with_a_traceback_are_reported(logger, reported):
    logger.warning("careful", exc_info=ValueError("no"))
    logger.error("without")
    logger.error("with", exc_info=ValueError("yes"))
    assert [details.strip() for details in reported] == ["ValueError: yes"]


def test_the_files_take_turns_and_stay_few(fault_log, logger, tmp_path):
    fault_log.open(tmp_path)
    for k in range(300):
        logger.warning("%d %s", k, "x" * 10_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catgui.log", "catgui.log.1", "catgui.log.2"]
    assert all(path.stat().st_size <= 500_000 for path in tmp_path.iterdir())
    assert " 299 " in text(tmp_path)


def test_what_cannot_be_written_down_raises_nothing(fault_log, logger, tmp_path, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    fault_log.open(tmp_path)
    logger.warning("%d", "no number")
    logger.warning("after it")
    assert "after it" in text(tmp_path)


def test_a_file_that_cannot_be_opened_is_an_error_and_the_log_goes_on(fault_log, logger, tmp_path, capsys):
    with pytest.raises(OSError, match="missing"):
        fault_log.open(tmp_path / "missing")
    logger.warning("said all the same")
