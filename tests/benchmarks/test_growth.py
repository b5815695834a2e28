"""The pieces of the benchmark of growth, on sizes that take no time."""

from dataclasses import replace

import pytest

from tests.benchmarks.growth import AXES, Comparison, compare_forms, describe, measure, worst_choices
from tests.benchmarks.growth_run import RunTime, Size, time_run, time_run_here

TINY = Size(pictures=6, side=4, hidden_layers=(3, 2), iterations=4)
MEGABYTE = 10**6


def comparison(value=8, form="gram", other=2.0, gram_fits=True):
    """A run of ten iterations that takes 1 s in `form` and `other` s in the other one."""
    forms = {form: RunTime(0.5, 0.05, MEGABYTE), ("pixels" if form == "gram" else "gram"): RunTime(0.0, other / 10, 0)}
    return Comparison(value, replace(TINY, iterations=10), form, forms, gram_fits)


@pytest.mark.parametrize("form", ["gram", "pixels"])
def test_a_run_is_timed(form):
    time = time_run_here(TINY, form)

    assert min(time.set_up, time.step, time.memory) >= 0
    assert time.total(10) == time.set_up + 10 * time.step


def test_the_set_up_of_many_pictures_is_extrapolated_from_some_of_the_features(monkeypatch):
    monkeypatch.setattr("tests.benchmarks.growth_run._MOST_PRODUCTS", 1)
    # Seconds that grow with the features, beside one: 48 of them take 49.
    shapes = []

    def set_up(config, train, test, form):
        shapes.append((train.rows.shape, test.features, form))
        return 1.0 + train.features, original(config, train, test, form)[1]

    from tests.benchmarks.growth_run import _set_up as original

    monkeypatch.setattr("tests.benchmarks.growth_run._set_up", set_up)

    assert time_run_here(replace(TINY, side=4), "gram").set_up == pytest.approx(49)
    assert [features for _, features, form in shapes if form == "gram"][-2:] == [3, 12]
    assert shapes[-1][0] == (6, 12)


def test_a_run_is_timed_in_a_process_of_its_own():
    assert isinstance(time_run(TINY, "gram"), RunTime)


def test_forms_that_are_close_are_timed_twice(monkeypatch):
    seconds = {"gram": [3.0, 2.0], "pixels": [2.5, 2.9]}
    monkeypatch.setattr(
        "tests.benchmarks.growth.time_run", lambda size, form: RunTime(seconds[form].pop(0), 0.0, MEGABYTE)
    )

    row = compare_forms(6, TINY)

    assert (row.form, row.gram_fits) == ("gram", True)
    assert row.ratio == pytest.approx(2.0 / 2.5)


def test_a_line_has_the_growth_per_doubling_and_the_other_form():
    line = describe(replace(comparison(), value=32), comparison(form="gram"))
    assert "x 1.00" in line
    assert line.endswith("pixels: 2.0 s, 0 bytes, so 0.50 of it")
    # Twice the time after two doublings.
    slower = replace(comparison(value=32), size=replace(TINY, iterations=30))
    assert "x 1.41" in describe(slower, comparison(value=8))
    assert describe(comparison(other=0.5), None).endswith("so 2.00 of it; WRONG")
    assert describe(comparison(form="pixels", other=0.5, gram_fits=False), None).endswith("too large")


def test_a_wrong_choice_misses_the_target_unless_the_memory_decides():
    right, wrong = worst_choices([comparison()]), worst_choices([comparison(), comparison(other=0.5)])
    assert [one.met for one in right] == [True]
    assert [(one.met, one.value) for one in wrong] == [(False, 2.0)]

    forced = worst_choices([comparison(), comparison(form="pixels", other=0.5, gram_fits=False)])
    assert [(one.met, one.value) for one in forced] == [(True, 0.5), (True, 2.0)]


def test_a_table_says_where_gram_gives_way(monkeypatch, capsys):
    monkeypatch.setitem(AXES, "tiny", {8: TINY, 16: TINY})
    rows = iter([comparison(8), comparison(16, form="pixels")])
    monkeypatch.setattr("tests.benchmarks.growth.compare_forms", lambda value, size: next(rows))

    given_way, _ = measure(["tiny"])

    assert (given_way.what, given_way.value) == ("Gram gives way to pixels (tiny), by time, at", 16)
    assert capsys.readouterr().out.count("\n") == 4
