"""A run as one self-contained HTML page: settings, cost curves, metrics and wrong test pictures."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from engine.analysis.drawn_curve import CurveReducer, DrawnCurve
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.duplicates import TESTS_NOTHING, find_duplicates, format_duplicates
from engine.text import format_confidence, format_cost, format_ratio, printable
from engine.typing import FloatArray

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2126; --muted: #5b6570; --line: #d7d9dc; --ground: #ffffff;
        --train: #0f6e66; --test: #8250a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e9ec; --muted: #9aa5b1; --line: #3a4047; --ground: #15181b; --train: #38b2a5; --test: #c39be0;
          } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 860px;
       margin: 32px auto; padding: 0 16px; overflow-wrap: break-word; }
table { border-collapse: collapse; margin: 8px 0 24px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: normal; }
svg { width: 100%; height: auto; } svg text { fill: var(--muted); font-size: 12px; }
figure { display: inline-block; width: 136px; margin: 0 8px 16px 0; vertical-align: top; font-size: 13px;
         overflow-wrap: anywhere; }
img { width: 128px; height: 128px; image-rendering: pixelated; } .muted { color: var(--muted); }
"""
_MAX_PICTURES, _MAX_FILES = 200, 200
# The size of the plot of costs, and its margins.
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP = 800, 360, 64, 24, 56, 40
# About this many ticks on each of its axes.
_TICKS = 5
_BAND = 'stroke="none" fill-opacity="0.18"'
# About the width of a letter of its legend.
_LETTER = 7

_PARTS = {"train": "Training", "test": "Test"}
_RESULTS_OF = "Results of iteration"
_COSTS = "Iteration {iteration:,}: training cost {train}, test cost {test}."
_COSTS_WITH_PENALTY = "Iteration {iteration:,}: training cost with L2 penalty {train}, test cost {test}."


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """The contents of a report.

    Attributes: `title`; `when`, its date as text; `settings`, texts by name; `costs` (n,), the training costs of
    iterations 0 to n - 1; `test_costs`, iterations (k,) and their test costs (k,); `evaluations`, by part, "train" and
    "test", of the network of `iteration`; `unreadable`, the files of the data that could not be read, with the reasons;
    `stages`, of a run with several, the first iteration of each and its settings; `plot_title`; `network_costs`, the
    training and the test cost of that network, or None if they are unknown; `best_iteration`, the one whose network it
    is where early stopping has gone back to it, or None; `has_penalty`, whether the training costs have an L2 penalty;
    `note`, what the results are of if `dataset` is not the data of the run, else ''.
    """

    title: str
    when: str
    dataset: Dataset
    settings: Mapping[str, str]
    costs: FloatArray
    test_costs: tuple[FloatArray, FloatArray]
    evaluations: Mapping[str, Evaluation]
    iteration: int
    unreadable: Sequence[str] = ()
    stages: Sequence[tuple[str, str]] = ()
    plot_title: str = ""
    network_costs: tuple[float, float] | None = None
    best_iteration: int | None = None
    has_penalty: bool = False
    note: str = ""


def page(report: Report) -> str:
    """The report as HTML, with style and pictures inside."""
    done = len(report.costs)
    marked = report.iteration if report.iteration < done else None
    iterations = {"Iterations done": f"{done:,}"}
    if report.best_iteration is not None:
        iterations[_RESULTS_OF] = f"{report.best_iteration:,} (kept by early stopping)"
    elif marked is not None:
        iterations[_RESULTS_OF] = f"{marked:,} (marked in the plot)"
    body = [
        f"<h1>{_text(report.title)}</h1>",
        f'<p class="muted">{_subject(report)}{_text(report.when)}. Made by Catgui.</p>',
        "<h2>Settings</h2>",
        _table(("Setting", "Value"), [*report.settings.items(), *iterations.items()]),
        *_stages(report.stages),
        *_unreadable_files(report.unreadable),
        "<h2>Cost</h2>",
        *([f"<p>{_text(report.plot_title)}</p>"] if report.plot_title else []),
        _cost_svg(report, marked),
        f"<h2>{_heading('Results', report)}</h2>",
        *_network_costs(report),
        *(_metrics(name, report.evaluations) for name in report.evaluations),
        *_duplicates(report),
        f"<h2>{_heading('Wrong test pictures', report)}</h2>",
        _wrong_pictures(report.dataset, report.evaluations["test"]),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{_text(report.title)}</title>\n'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _subject(report: Report) -> str:
    """The name of the data, unless they are not those of the run."""
    return "" if report.note else f"{_text(report.dataset.name)}, "


def _heading(title: str, report: Report) -> str:
    return f"{title}. {_text(report.note)}" if report.note else title


def _text(text: str) -> str:
    return escape(printable(text))


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["<tr>" + "".join(f"<th>{_text(header)}</th>" for header in headers) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return "<table>" + "\n".join(lines) + "</table>"


def _stages(stages: Sequence[tuple[str, str]]) -> list[str]:
    """The stages with a heading; nothing if there is only one."""
    if len(stages) < 2:
        return []
    return ["<h2>Stages</h2>", _table(("From iteration", "Settings"), stages)]


def _unreadable_files(files: Sequence[str]) -> list[str]:
    """The files with a heading; nothing if there are none."""
    if not files:
        return []
    lines = [f"<li>{_text(file)}</li>" for file in files[:_MAX_FILES]]
    more = len(files) - len(lines)
    rest = [f"<li>and {more:,} more</li>"] if more else []
    return ["<h2>Files that could not be read</h2>", "<ul>", *lines, *rest, "</ul>"]


def _network_costs(report: Report) -> list[str]:
    """A line with the costs of the network and its iteration; nothing if they are unknown."""
    if report.network_costs is None:
        return []
    train, test = report.network_costs
    iteration = report.iteration if report.best_iteration is None else report.best_iteration
    sentence = _COSTS_WITH_PENALTY if report.has_penalty else _COSTS
    return [f"<p>{sentence.format(iteration=iteration, train=format_cost(train), test=format_cost(test))}</p>"]


def _duplicates(report: Report) -> list[str]:
    """A line on test pictures that are also in training; nothing if there are none, or the run is of other data."""
    sentence = "" if report.note else format_duplicates(find_duplicates(report.dataset))
    return [f"<p>{sentence} {TESTS_NOTHING}</p>"] if sentence else []


def _metrics(name: str, evaluations: Mapping[str, Evaluation]) -> str:
    """The accuracy on a part, with its baseline, and the confusion matrix."""
    evaluation = evaluations[name]
    always, share = evaluation.baseline
    right = f"{evaluation.correct:,} of {evaluation.count:,} right."
    sentences = [right, f"Always {_text(always)}: {format_ratio(share)}."]
    sentences.append(f"Threshold: {evaluation.threshold:.2f}.")
    paragraph = " ".join(filter(None, sentences))
    summary = f"<h3>{_PARTS[name]}: {format_ratio(evaluation.accuracy)}</h3><p>{paragraph}</p>"
    first, second = evaluation.classes
    rows = []
    for name, counts in zip(evaluation.classes, evaluation.confusion, strict=True):
        rows.append((f"Actual: {name}", f"{counts[0]:,}", f"{counts[1]:,}"))
    return summary + _table(("", f"Predicted: {first}", f"Predicted: {second}"), rows)


def _wrong_pictures(dataset: Dataset, evaluation: Evaluation) -> str:
    wrong = evaluation.wrong()
    if not wrong:
        return "<p>Every test picture is right.</p>"
    figures = []
    for prediction in wrong[:_MAX_PICTURES]:
        index = prediction.index
        predicted, label = (_text(dataset.classes[k]) for k in (prediction.predicted, prediction.label))
        certainty = _text(format_confidence(prediction.confidence))
        files = dataset.test.files
        name = _text(files[index]) if files and files[index] else f"Test picture {index}"
        caption = f"Predicted: {predicted} ({certainty})<br>Actual: {label}<br>{name}"
        source = _data_url(dataset.test.pictures[index])
        figures.append(f'<figure><img alt="{name}" src="{source}"><br>{caption}</figure>')
    more = len(wrong) - len(figures)
    return "\n".join(figures) + (f"<p>And {more:,} more.</p>" if more > 0 else "")


def _data_url(pixels: NDArray[np.uint8]) -> str:
    """A picture (height, width, 3) as the URL of a PNG file."""
    from PIL import Image  # not needed before a report is written

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _cost_svg(report: Report, marked: int | None = None) -> str:
    """The training costs as a solid curve, the test costs as a dashed one, in bands.

    A vertical line marks an iteration. The legend says if the training cost has a penalty of L2. The colors are the CSS
    variables --train, --test, --line and --ink.
    """
    training = "training cost with L2 penalty" if report.has_penalty else "training cost"
    right, width = max(1.0, float(len(report.costs))), _WIDTH - _LEFT - _RIGHT
    train, test = CurveReducer.of(report.costs), CurveReducer.of_known(*report.test_costs)
    curves = [
        (training, "--train", "", train.draw((0.0, right), width)),
        ("test cost", "--test", "6 4", test.draw((0.0, right), width)),
    ]
    known = [values for *_, curve in curves for values in (curve.y[~np.isnan(curve.y)], curve.high)]
    cost_ticks = _ticks(float(np.concatenate(known).max(initial=0.0)) or 1.0)
    lines = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Cost by iteration">']
    lines += _axes([tick for tick in _ticks(right) if tick <= right], right, cost_ticks, cost_ticks[-1])
    x = float(_LEFT)
    for name, color, dash, curve in curves:
        if len(curve.x):
            style = f'fill="none" stroke="var({color})" stroke-width="2" stroke-dasharray="{dash}"'
            lines += _curve(curve, (right, cost_ticks[-1]), color, style)
            lines.append(f'<line x1="{x}" x2="{x + 30}" y1="14" y2="14" {style}/>')
            lines.append(f'<text x="{x + 38}" y="18">{name}</text>')
            x += 62 + _LETTER * len(name)
    if marked is not None:
        (at, top_end), (_, bottom) = _svg_point(marked / right, 1.0), _svg_point(0.0, 0.0)
        lines.append(f'<line x1="{at}" x2="{at}" y1="{top_end}" y2="{bottom}" stroke="var(--ink)" stroke-width="2"/>')
    return "\n".join([*lines, "</svg>"])


def _curve(curve: DrawnCurve, scale: tuple[float, float], color: str, style: str) -> Iterator[str]:
    """The band of a curve, and the pieces of its line."""
    right, top = scale
    x, y = curve.outline
    if len(x):
        yield f'<polygon points="{_points(x / right, y / top)}" fill="var({color})" {_BAND}/>'
    for piece in np.split(np.arange(len(curve.x)), np.flatnonzero(np.isnan(curve.y))):
        piece = piece[~np.isnan(curve.y[piece])]
        yield f'<polyline points="{_points(curve.x[piece] / right, curve.y[piece] / top)}" {style}/>'


def _axes(iterations: list[float], right: float, costs: list[float], top: float) -> Iterator[str]:
    """Grid lines, ticks and titles of both axes."""
    for cost in costs:
        _, y = _svg_point(0.0, cost / top)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="var(--line)"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{cost:g}</text>'
    for iteration in iterations:
        x, y = _svg_point(iteration / right, 0.0)
        yield f'<text x="{x}" y="{y + 18}" text-anchor="middle">{iteration:,g}</text>'
    middle, _ = _svg_point(0.5, 0.0)
    yield f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">Iteration</text>'
    _, middle = _svg_point(0.0, 0.5)
    yield f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">Cost</text>'


def _ticks(highest: float) -> list[float]:
    """Round numbers from 0 to at least `highest`, which is positive, at equal distances."""
    least = max(highest, float(np.finfo(np.float64).tiny) * 1e3) / _TICKS
    power = 10.0 ** math.floor(math.log10(least))
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least * (1 - 1e-9))
    return [number * step for number in range(math.ceil(highest / step * (1 - 1e-9)) + 1)]


def _points(across: FloatArray, up: FloatArray) -> str:
    """The points of a polyline or a polygon, given from 0 to 1."""
    points = (_svg_point(*point) for point in zip(across.tolist(), up.tolist(), strict=True))
    return " ".join(f"{x},{y}" for x, y in points)


def _svg_point(across: float, up: float) -> tuple[float, float]:
    """The SVG coordinates of a point of the plot, given from 0 to 1 along both axes."""
    x = _LEFT + across * (_WIDTH - _LEFT - _RIGHT)
    y = _HEIGHT - _BOTTOM - up * (_HEIGHT - _BOTTOM - _TOP)
    return round(x, 2), round(y, 2)
