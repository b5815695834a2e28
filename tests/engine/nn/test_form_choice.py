"""The form of the first layer that a run takes, at shapes where both have been timed."""

import pytest

from engine.nn.form_choice import RunSize, estimate_times, faster_form, fits_gram

GIGABYTE = 10**9
TESTED = 50


def form_of(examples, side, width=20, tested=TESTED, iterations=2500, batch_size=0):
    return faster_form(RunSize(width, 3 * side**2, examples, tested, iterations, batch_size))


@pytest.mark.parametrize(("side", "gram", "pixels"), [(8, 400, 800), (16, 1600, 2000), (32, 6000, 8000)])
def test_gram_gives_way_to_pixels_at_more_than_twice_as_many_pictures_as_features(side, gram, pixels):
    assert form_of(gram, side) == "gram"
    assert form_of(pixels, side) == "pixels"


@pytest.mark.parametrize("width", [1, 5, 20, 80, 320])
def test_the_notebooks_pictures_take_the_gram_form_at_any_width(width):
    assert form_of(209, 64, width) == "gram"


def test_mini_batches_repay_the_gram_matrix_less():
    assert form_of(1600, 64, batch_size=32) == "gram"
    assert form_of(4800, 64, batch_size=32, tested=1200) == "pixels"
    assert form_of(4800, 64, batch_size=128, tested=1200) == "gram"
    assert form_of(4800, 64, batch_size=4800) == form_of(4800, 64)


def test_a_shorter_run_repays_it_less_but_for_a_very_short_one():
    assert form_of(12_800, 64, iterations=2500) == "gram"
    assert form_of(12_000, 64, iterations=100) == "pixels"
    # Runs are continued, so this one is planned as if it had 100 iterations.
    assert form_of(209, 64, iterations=1) == "gram"


def test_gram_matrices_take_at_most_a_quarter_of_the_memory_and_two_gigabytes():
    needed = 8 * 1000 * 1250

    assert fits_gram(1000, 250, 4 * needed)
    assert not fits_gram(1000, 250, 4 * needed - 1)
    assert fits_gram(15_000, 1600, 100 * GIGABYTE)
    assert not fits_gram(15_000, 1700, 100 * GIGABYTE)


def test_the_times_are_those_of_whole_runs():
    # Measured with one BLAS thread, as seconds: Gram 0.2, pixels 18; without what both have in common.
    times = estimate_times(RunSize(20, 3 * 64**2, 200, 50, 2500))
    assert 0.1e9 < times["gram"] < 0.4e9
    assert 10e9 < times["pixels"] < 20e9
