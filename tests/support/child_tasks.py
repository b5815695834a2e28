"""Functions for the tests of the reader process to run in the child."""

import contextlib
import ctypes
import faulthandler
import os
import stat
import sys
import time
from pathlib import Path

from engine.errors import CancelledError, ConfigError, PhotoError
from engine.images.decoder import decode_photo, decode_photo_bytes


def echo(value):
    return value


def kill_child(number):
    os.kill(os.getpid(), number)
    time.sleep(60)


def crash_in_c():
    faulthandler._read_null()  # not by ctypes, which makes an OSError of it on Windows


def exit_child():
    os._exit(3)


def hang_with_gil(flag=os.devnull):
    """Never return, and let no other thread run Python code."""
    Path(flag).touch()
    if sys.platform == "win32":
        ctypes.PyDLL("kernel32").Sleep(60_000)
    else:
        ctypes.PyDLL(None).sleep(60)


def sleep_and_return(seconds, value):
    time.sleep(seconds)
    return value


def start_and_wait(flag, seconds=60):
    Path(flag).touch()
    time.sleep(seconds)
    return Path(flag).name


def start_and_wait_until_gone(flag):
    """Create the file `flag`, and return once it has been deleted."""
    Path(flag).touch()
    while Path(flag).exists():
        time.sleep(0.01)
    return Path(flag).name


def fill_memory(step=20_000_000):
    kept = []
    while True:
        kept.append(bytearray(step))
        time.sleep(0.001)


def fail(kind):
    errors = {
        "photo": lambda: PhotoError("a.jpg", "it is damaged"),
        "config": lambda: ConfigError("seed", -1, "must be at least 0"),
        "cancelled": lambda: CancelledError("The download was cancelled."),
        "unpicklable": lambda: _LocalError(lambda: None),
    }
    raise errors[kind]() from ValueError("the cause")


class _LocalError(Exception):
    pass


def count(total, progress):
    for done in range(total):
        progress(done, total)
    return total


def loaded_modules():
    return set(sys.modules)


def crash_on_call(*_):
    os._exit(3)


def run_out_of_memory(*_):
    raise MemoryError("opening it takes 9 GB")


def crash_on_name_5(path, picture_shape, framing):
    """As `engine.images.reader._view`, but a photo called 5 ends the child."""
    if Path(path).stem == "5":
        os._exit(3)
    return decode_photo(path, picture_shape).views[framing]


def crash_at_second_file(paths, is_folder, progress):
    """As `engine.data.hdf5_pair._read_pair`, but the second file ends the child."""
    for path in paths:
        progress(path)
    os._exit(3)


def hang_on_photo(*_):
    time.sleep(60)


def _decode_unless_bad(harm):
    """As `engine.images.reader._decode_bytes`, but for a photo called "bad" `harm()` is done."""

    def decode(data, name, picture_shape):
        if name == "bad":
            harm()
        return decode_photo_bytes(data, name, picture_shape)

    return decode


def crash_on_bad_photo(*arguments):
    return _decode_unless_bad(crash_in_c)(*arguments)


def hang_on_bad_photo(*arguments):
    return _decode_unless_bad(hang_with_gil)(*arguments)


def fill_memory_on_bad_photo(*arguments):
    return _decode_unless_bad(fill_memory)(*arguments)


def hang_with_name(data, name, picture_shape):
    """As `engine.images.reader._decode_bytes`, but it makes a file called `name` and never returns."""
    hang_with_gil(name)


class TwoPartError(Exception):
    """An error that can be pickled, but not unpickled."""

    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


def raise_two_part_error():
    raise TwoPartError("one", "two")


def write_nonsense():
    """Write to every pipe that might be that of the replies, as damaged memory might."""
    # From above: where a thread waits for the next call, Windows would let this one wait as well.
    for number in reversed(range(3, 20)):
        with contextlib.suppress(OSError):
            if stat.S_ISFIFO(os.fstat(number).st_mode):
                os.write(number, b"\xff" * 1000)
    time.sleep(30)
