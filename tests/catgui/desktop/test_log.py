"""The log: each warning once, in a file that rotates."""

import errno
import io
import logging
import os
import stat
import sys

import pytest

from catgui.desktop.log import LogHandler


@pytest.fixture
def reported():
    return []


@pytest.fixture
def log_handler(reported):
    handler = LogHandler(reported.append)
    yield handler
    handler.close()


@pytest.fixture
def logger(log_handler):
    """A logger that writes to it and nowhere else."""
    logger = logging.Logger("test")
    logger.addHandler(log_handler)
    return logger


def text(folder, name="catgui.log"):
    return (folder / name).read_text(encoding="utf-8")


def test_records_from_before_the_file_is_open_are_written_to_it(log_handler, logger, tmp_path):
    logger.warning("early")
    log_handler.open(tmp_path)
    logger.warning("late")
    assert text(tmp_path).index("early") < text(tmp_path).index("late")
    assert text(tmp_path).count("early") == 1


def test_an_info_message_is_not_written(log_handler, logger, tmp_path):
    log_handler.open(tmp_path)
    logger.info("by the way")
    assert text(tmp_path) == ""


def test_a_repeated_warning_is_written_once(log_handler, logger, tmp_path):
    log_handler.open(tmp_path)
    for _ in range(3):
        logger.warning("again and %s", "again")
    logger.warning("again and %s", "once more")
    messages = [line.partition("test: ")[2] for line in text(tmp_path).splitlines()]
    assert messages == ["again and again", "again and once more"]


def test_the_filter_forgets_before_it_grows_without_end(log_handler, logger, tmp_path):
    log_handler.open(tmp_path)
    for k in range(1001):
        logger.warning("%d", k)
    logger.warning("%d", 0)
    assert text(tmp_path).count("test: 0\n") == 2


def test_only_errors_with_a_traceback_are_reported(logger, reported):
    logger.warning("careful", exc_info=ValueError("no"))
    logger.error("without")
    logger.error("with", exc_info=ValueError("yes"))
    assert [details.strip() for details in reported] == ["ValueError: yes"]


def test_the_files_rotate_and_stay_small(log_handler, logger, tmp_path):
    log_handler.open(tmp_path)
    for k in range(300):
        logger.warning("%d %s", k, "x" * 10_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catgui.log", "catgui.log.1", "catgui.log.2"]
    assert all(path.stat().st_size <= 500_000 for path in tmp_path.iterdir())
    assert " 299 " in text(tmp_path)


def test_a_file_that_another_window_has_open_is_written_on(log_handler, logger, tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(errno.EACCES, "in use", source)

    monkeypatch.setattr(os, "replace", refuse)
    log_handler.open(tmp_path)
    for k in range(60):
        logger.warning("%d %s", k, "x" * 10_000)
    assert all(f" {k} " in text(tmp_path) for k in range(60))


def test_a_message_that_cannot_be_formatted_raises_nothing(log_handler, logger, tmp_path, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    log_handler.open(tmp_path)
    logger.warning("%d", "no number")
    logger.warning("after it")
    assert "after it" in text(tmp_path)


def test_a_name_that_is_no_unicode_is_escaped_on_a_terminal_that_takes_none(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict")
    monkeypatch.setattr(sys, "stderr", terminal)
    LogHandler(print).handle(logging.makeLogRecord({"msg": "cat \udcff.png", "levelno": logging.WARNING}))
    terminal.flush()
    assert b": cat \\udcff.png" in terminal.buffer.getvalue()
    assert b"Logging error" not in terminal.buffer.getvalue()


def test_a_file_that_cannot_be_opened_is_an_error_and_the_terminal_still_gets_the_records(
    capsys, log_handler, logger, tmp_path
):
    with pytest.raises(OSError, match="missing"):
        log_handler.open(tmp_path / "missing")
    logger.warning("after the error")
    assert "after the error" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="other systems have no permissions of this kind")
def test_only_its_user_can_read_it_also_after_it_was_written_by_an_earlier_version(
    log_handler, logger, tmp_path, monkeypatch
):
    monkeypatch.setattr("catgui.desktop.log._MAX_BYTES", 200)
    (tmp_path / "catgui.log").touch(0o644)
    log_handler.open(tmp_path)
    for number in range(10):
        logger.warning("a message of some length, number %d", number)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["catgui.log", "catgui.log.1", "catgui.log.2"], 0o600)
