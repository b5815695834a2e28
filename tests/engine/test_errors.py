"""The engine's errors: one base, a text for users that names the value or file, and pickling."""

import errno

import pytest

from engine.errors import (
    ConfigError,
    DatasetError,
    DivergedError,
    ModelFileError,
    NoThreadError,
    PhotoError,
    describe_shortage,
)


@pytest.mark.parametrize("kind", [DatasetError, PhotoError, ModelFileError])
def test_a_file_error_names_the_file(kind):
    error = kind("pictures/a b.png", "this is not a picture")

    assert str(error) == "pictures/a b.png: this is not a picture"
    assert (error.path, error.reason) == ("pictures/a b.png", "this is not a picture")


def test_a_long_value_is_shown_in_part():
    text = str(ConfigError("seed", "7" * 5000, "must be a whole number"))

    assert text.startswith("seed = '7777")
    assert text.endswith("…: must be a whole number")
    assert len(text) < 120


def test_divergence_suggests_a_tenth_of_the_learning_rate():
    error = DivergedError(17, 0.05)

    assert error.iteration == 17
    assert "at iteration 17" in str(error)
    assert "rate 0.05 is too high" in str(error)
    assert "Try 0.005" in str(error)
    assert "Try 0.01." in str(DivergedError(17, 1e9))  # at 0.1 the course's network dies
    assert "rate 0.00008 is too high" in str(DivergedError(17, 0.00008))


@pytest.mark.parametrize(
    ("error", "lack"),
    [
        (MemoryError(), "too little free memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "too little free memory"),
        (RuntimeError("can't start new thread"), "No more threads"),
        (NoThreadError(), ""),
        (BlockingIOError(errno.EAGAIN, "fork"), "No more threads"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many files are open"),
        (OSError(errno.ENOSPC, "No space left on device"), ""),
        (OSError("h5py tells no number"), ""),
        (RuntimeError("something else"), ""),
    ],
)
def test_what_the_computer_lacks_is_reported(error, lack):
    assert lack in describe_shortage(error)
    assert bool(lack) == bool(describe_shortage(error))
