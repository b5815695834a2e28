import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.errors import CancelledError, ConfigError, EngineError, PhotoError
from engine.progress import Work
from engine.system import reader_process
from engine.system.reader_process import ReaderError, ReaderPool
from tests import ROOT
from tests.support import child_tasks
from tests.support.kill import KILL


@pytest.fixture(scope="module")
def reader():
    """A pool, whose children most tests share."""
    with ReaderPool() as reader:
        yield reader


@pytest.fixture
def fresh():
    """A pool that has no child yet."""
    with ReaderPool() as reader:
        yield reader
        pids = reader.pids
    assert not any(map(psutil.pid_exists, pids))


@pytest.fixture
def flag(tmp_path):
    return tmp_path / "flag"


def wait_for(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


class Calls:
    """Calls made in threads of their own; `results` holds their values and errors by name."""

    def __init__(self, reader):
        self.reader, self.results, self._threads = reader, {}, []

    def start(self, name, *call, **options):
        thread = threading.Thread(target=self._run, args=(name, call, options))
        self._threads.append(thread)
        thread.start()

    def _run(self, name, call, options):
        try:
            self.results[name] = self.reader.call(*call, **options)
        except Exception as error:  # noqa: BLE001  the tests look at it
            self.results[name] = error

    def join(self):
        for thread in self._threads:
            thread.join(30)
        return self.results


def test_values_come_back_equal(reader):
    values = {"text": "é", "bytes": b"\0" * 3, "path": Path("a"), "empty": np.empty((0, 3))}
    back = reader.call(child_tasks.echo, values)
    assert back.pop("empty").shape == values.pop("empty").shape
    assert back == values


def test_in_a_bundle_the_child_finds_its_libraries_by_itself(reader):
    """The bundle keeps their place from all programs it starts; by this variable it looks for them anew."""
    assert reader.call(os.getenv, "PYINSTALLER_RESET_ENVIRONMENT") == "1"


def test_arrays_keep_type_order_and_read_only_flag(reader):
    array = np.arange(600_000, dtype=np.int32).reshape(2, 300_000)
    array.setflags(write=False)
    strided = array[:, ::7]
    back, back_strided = reader.call(child_tasks.echo, (array, strided))
    assert back.dtype == np.int32
    assert not back.flags.writeable
    np.testing.assert_array_equal(back, array)
    np.testing.assert_array_equal(back_strided, strided)


@pytest.mark.parametrize(("kind", "error"), [("photo", PhotoError), ("config", ConfigError)])
def test_errors_of_the_engine_come_back_equal(reader, kind, error):
    with pytest.raises(error) as here:
        child_tasks.fail(kind)
    with pytest.raises(error) as there:
        reader.call(child_tasks.fail, kind)
    assert str(there.value) == str(here.value)
    assert vars(there.value) == vars(here.value)
    assert "the cause" in str(there.value.__cause__)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ((child_tasks.fail, "unpicklable"), "_LocalError"),
        ((child_tasks.raise_two_part_error,), "TwoPartError: one two"),
    ],
)
def test_an_error_that_cannot_be_sent_keeps_its_text(reader, call, text):
    with pytest.raises(RuntimeError, match=text):
        reader.call(*call)


def test_progress_reaches_the_callers_thread(reader):
    reports = []
    reader.call(child_tasks.count, 5, progress=lambda *done: reports.append((threading.get_ident(), *done)))
    assert reports == [(threading.get_ident(), done, 5) for done in range(5)]


def test_a_child_has_the_working_directory_of_the_caller(reader, tmp_path, monkeypatch):
    reader.call(os.getpid)
    monkeypatch.chdir(tmp_path)
    assert reader.call(os.getcwd) == os.getcwd()


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no working directory")
def test_a_deleted_working_directory_does_no_harm(reader, tmp_path, monkeypatch):
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    folder.rmdir()
    assert reader.call(child_tasks.echo, 1) == 1


def test_several_threads_call_at_once(reader):
    calls = Calls(reader)
    for number in range(12):
        calls.start(number, child_tasks.sleep_and_return, 0.01, number)
    assert calls.join() == {number: number for number in range(12)}


@pytest.mark.parametrize("crash", [child_tasks.crash_in_c, child_tasks.exit_child, child_tasks.write_nonsense])
def test_a_crash_is_one_failed_call(reader, crash):
    with pytest.raises(ReaderError, match="crashes the library that reads it"):
        reader.call(crash)
    assert reader.call(child_tasks.echo, 1) == 1


def test_a_child_killed_between_two_calls_is_not_noticed(reader):
    pid = reader.call(os.getpid)
    os.kill(pid, KILL)
    wait_for(lambda: pid not in reader.pids)
    assert reader.call(os.getpid) != pid


@pytest.mark.parametrize("hang", [time.sleep, child_tasks.hang_with_gil])
def test_a_call_that_hangs_is_ended(reader, hang):
    with pytest.raises(ReaderError, match=r"within 0\.2 seconds"):
        reader.call(hang, *([60] if hang is time.sleep else []), timeout=0.2)
    assert reader.call(child_tasks.echo, 1) == 1


@pytest.mark.slow
def test_a_call_that_fills_the_memory_is_ended(reader, monkeypatch):
    monkeypatch.setattr(reader_process, "available_memory", lambda: 400_000_000)
    with pytest.raises(ReaderError, match="more memory than the 360"):
        reader.call(child_tasks.fill_memory)
    assert reader.call(child_tasks.echo, 1) == 1


@pytest.mark.slow
def test_a_cancelled_call_ends_and_the_others_do_not_notice(reader, flag, tmp_path):
    work, calls = Work(), Calls(reader)
    calls.start("cancelled", child_tasks.hang_with_gil, flag, work=work)
    wait_for(flag.exists)
    calls.start("other", child_tasks.start_and_wait, tmp_path / "other", 0.2)
    wait_for((tmp_path / "other").exists)
    pids = reader.pids
    work.cancel()
    results = calls.join()
    assert isinstance(results["cancelled"], CancelledError)
    assert results["other"] == "other"
    assert len(pids - reader.pids) == 1


def test_a_call_that_is_cancelled_before_it_begins_leaves_the_child_alone(reader):
    pid, work = reader.call(os.getpid), Work()
    work.cancel()
    with pytest.raises(CancelledError):
        reader.call(child_tasks.echo, 1, work=work)
    assert reader.call(os.getpid) == pid


@pytest.mark.slow
def test_closing_cancels_what_is_under_way(fresh, flag):
    calls = Calls(fresh)
    calls.start("open", child_tasks.start_and_wait, flag)
    wait_for(flag.exists)
    fresh.close()
    assert isinstance(calls.join()["open"], CancelledError)
    assert not fresh.pids


@pytest.mark.slow
def test_warming_up_starts_a_child_that_imports(fresh):
    fresh.warm_up("json", "colorsys")
    pids = fresh.pids
    assert "colorsys" in fresh.call(child_tasks.loaded_modules)
    assert fresh.pids == pids
    assert len(pids) == 1


@pytest.mark.slow
def test_idle_children_end_but_for_one(fresh, monkeypatch, tmp_path):
    monkeypatch.setattr(reader_process, "_IDLE_SECONDS", 0.05)
    calls, flags = Calls(fresh), [tmp_path / str(number) for number in range(reader_process.MAX_CALLS)]
    for path in flags:
        calls.start(path.name, child_tasks.start_and_wait_until_gone, path)
    wait_for(lambda: all(path.exists() for path in flags))
    assert len(fresh.pids) == reader_process.MAX_CALLS
    for path in flags:
        path.unlink()
    calls.join()
    wait_for(lambda: len(fresh.pids) == 1)
    (pid,) = fresh.pids
    assert fresh.call(os.getpid) == pid


@pytest.mark.slow
def test_calls_at_once_share_the_free_memory(fresh, monkeypatch, flag):
    monkeypatch.setattr(reader_process, "available_memory", lambda: 400_000_000)
    calls = Calls(fresh)
    calls.start("first", child_tasks.start_and_wait, flag, 60)
    wait_for(flag.exists)
    with pytest.raises(ReaderError, match="more memory than the 180"):
        fresh.call(child_tasks.fill_memory)
    fresh.close()
    calls.join()


def test_a_child_that_cannot_be_started_is_an_error_in_words(fresh, monkeypatch):
    for name in ("executable", "_base_executable"):
        monkeypatch.setattr(sys, name, "/no/such/python")
    with pytest.raises(EngineError, match="No file can be read"):
        fresh.call(child_tasks.echo, 1)


@pytest.mark.slow
def test_a_child_that_ends_at_its_start_is_no_damaged_file(fresh, monkeypatch):
    monkeypatch.setattr(reader_process, "_PROGRAM", "raise SystemExit(1)")
    with pytest.raises(EngineError, match="No file can be read"):
        fresh.call(child_tasks.echo, 1)
    monkeypatch.undo()
    assert fresh.call(child_tasks.echo, 1) == 1


def test_a_process_with_too_many_threads_is_an_error_in_words(fresh, monkeypatch):
    children = set(psutil.Process().children())

    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(EngineError, match="No file can be read"):
        fresh.call(child_tasks.echo, 1)
    assert set(psutil.Process().children()) <= children


@pytest.mark.slow
@pytest.mark.parametrize("task", ["start_and_wait", "hang_with_gil"])
def test_the_child_does_not_outlive_a_killed_parent(task, flag):
    """While a C library holds the GIL, only the watchdog can end the child."""
    program = f"""
import pickle, sys
sys.path.insert(0, {str(ROOT)!r})
from engine.system.reader_child import Call, LAST_RESORT
from engine.system.reader_process import start_process
from tests.support import child_tasks
from tests.support.kill import KILL
process = start_process()
print(process.pid, flush=True)
call = Call(child_tasks.{task}, [{str(flag)!r}], "", 2 - LAST_RESORT, False)
pickle.dump(call, process.stdin)
process.stdin.flush()
process.stdout.read()
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        wait_for(flag.exists)
        parent.kill()
    child.wait(timeout=20)
    assert not child.is_running()
