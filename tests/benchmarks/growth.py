"""How time and memory grow with pictures, side, width, depth and iterations, and whether the faster form is chosen.

One of them is doubled while the others stay as in the notebook. Each size is run in both forms of the first layer,
which are compared by the time of the whole run. `--axis NAME` measures one of the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from engine.nn.first_layer import GramFirstLayer, PixelFirstLayer
from engine.system.memory import available_memory, format_bytes
from engine.training.networks import fits_gram, plan_training
from tests.benchmarks.growth_run import TESTED, RunTime, Size, time_run
from tests.benchmarks.measurement import Measurement

_PICTURES = (*(50 * 2**step for step in range(9)), 20_000)
# By the name of the axis, the values on it and their sizes.
AXES: dict[str, dict[int, Size]] = {
    "pictures": {count: Size(pictures=count) for count in _PICTURES},
    "small pictures": {count: Size(pictures=count, side=16) for count in _PICTURES},
    "side": {side: Size(side=side) for side in (8, 16, 32, 64, 128, 256)},
    "width": {width: Size(hidden_layers=(width, 7, 5)) for width in (5, 10, 20, 40, 80, 160, 320)},
    "depth": {depth: Size(hidden_layers=(20, *[7] * (depth - 1))) for depth in (1, 2, 4, 8, 16)},
    "iterations": {count: Size(iterations=count) for count in (100 * 2**step for step in range(8))},
}
# The most that the chosen form may take, of the time of the other one.
_MOST = 1.2
# Times closer than this factor are the least of two rounds.
_CLOSE = 2.0
_HEADER = f"{'':8}  form   {'set-up':>9} {'a step':>10} {'the run':>9} {'':7} {'memory':>9} {'':7}   the other form"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both forms at one size.

    Attributes: `value` on the axis; `size`; `form`, the one that the program chooses; `times`, by form: without "gram"
    where its matrices do not fit into this machine's memory; `gram_fits`, whether the program would allow them.
    """

    value: int
    size: Size
    form: str
    times: dict[str, RunTime]
    gram_fits: bool

    @property
    def chosen(self) -> RunTime:
        """The time in the chosen form."""
        return self.times[self.form]

    @property
    def ratio(self) -> float | None:
        """The time of the run in the chosen form, of that in the other one."""
        others = [time for form, time in self.times.items() if form != self.form]
        if not others:
            return None
        return self.chosen.total(self.size.iterations) / others[0].total(self.size.iterations)


def measure(axes: Sequence[str] = tuple(AXES)) -> list[Measurement]:
    """Print a table for each of `axes`; where Gram gives way to pixels, and the worst choices."""
    found, given_way = [], []
    for axis in axes:
        print(f"  {axis}\n  {_HEADER}", flush=True)
        rows: list[Comparison] = []
        for value, size in AXES[axis].items():
            rows.append(compare_forms(value, size))
            print(f"  {describe(rows[-1], rows[-2] if len(rows) > 1 else None)}", flush=True)
        given_way += _gives_way(axis, rows)
        found += rows
    return [*given_way, *worst_choices(found)]


def compare_forms(value: int, size: Size) -> Comparison:
    """Run `size` in both forms, as far as the memory allows it."""
    counts = size.features, size.pictures, TESTED
    form = plan_training(size.config, *counts).first_layer
    gram_bytes = 8 * size.pictures * (size.pictures + TESTED)
    forms = [PixelFirstLayer.kind] + [GramFirstLayer.kind] * (gram_bytes < available_memory() / 2)
    times = {form: time_run(size, form) for form in forms}
    totals = sorted(time.total(size.iterations) for time in times.values())
    if len(totals) > 1 and totals[1] < _CLOSE * totals[0]:
        for other in forms:
            times[other] = _least(times[other], time_run(size, other))
    return Comparison(value, size, form, times, fits_gram(*counts[1:], available_memory()))


def _least(one: RunTime, other: RunTime) -> RunTime:
    return RunTime(min(one.set_up, other.set_up), min(one.step, other.step), min(one.memory, other.memory))


def describe(row: Comparison, before: Comparison | None) -> str:
    """A line of the table, with the growth per doubling since the row `before`."""
    time, iterations = row.chosen, row.size.iterations
    run = time.total(iterations)
    run_growth = memory_growth = ""
    if before is not None:
        doublings = log2(row.value / before.value)
        run_growth = _growth(run / before.chosen.total(before.size.iterations), doublings)
        memory_growth = _growth(time.memory / max(1, before.chosen.memory), doublings)
    shown = (
        f"{row.value:8,}  {row.form:7}{time.set_up:7.2f} s {1e3 * time.step:7.2f} ms {run:7.1f} s {run_growth:>7} "
        f"{format_bytes(time.memory):>9} {memory_growth:>7}   "
    )
    return shown + _describe_other(row)


def _growth(factor: float, doublings: float) -> str:
    return f"x {factor ** (1 / doublings):.2f}"


def _describe_other(row: Comparison) -> str:
    if row.ratio is None:
        return "gram: its matrices do not fit into the memory"
    other = next(form for form in row.times if form != row.form)
    time = row.times[other]
    text = f"{other}: {time.total(row.size.iterations):.1f} s, {format_bytes(time.memory)}, so {row.ratio:.2f} of it"
    if not row.gram_fits:
        return f"{text}; too large"
    return f"{text}; WRONG" if row.ratio > _MOST else text


def _gives_way(axis: str, rows: Sequence[Comparison]) -> list[Measurement]:
    """The first value on the axis at which pixels are chosen, if Gram is before."""
    forms = [row.form for row in rows]
    if GramFirstLayer.kind not in forms or PixelFirstLayer.kind not in forms:
        return []
    first = next(row for row in rows if row.form == PixelFirstLayer.kind)
    reason = "by time" if first.gram_fits else "by memory"
    return [Measurement(f"Gram gives way to pixels ({axis}), {reason}, at", first.value)]


def worst_choices(rows: Sequence[Comparison]) -> list[Measurement]:
    """The largest ratio of the chosen form's time to the other one's, where the choice was free and where not."""
    free = [row.ratio for row in rows if row.ratio is not None and row.gram_fits]
    forced = [row.ratio for row in rows if row.ratio is not None and not row.gram_fits]
    what = "the chosen form, at most, of the time of the other one"
    measured = [Measurement(what, max(free), "x", _MOST, at_most=True)] if free else []
    return measured + ([Measurement("the same where Gram takes too much memory", max(forced), "x")] if forced else [])
