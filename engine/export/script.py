"""A run as a program of plain NumPy that needs nothing of ours: a script, or a Jupyter notebook.

Both are made of the same sections of prose and code, which spell out the arithmetic of the run step by step and nothing
that it did without; beside them lies an archive of the pictures. They print the costs and accuracies of the run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np

from engine.data.dataset import Dataset
from engine.export.script_loop import (
    assignment_lines,
    example_assignments,
    loop_lines,
    loop_prose,
    schedule_prose,
    setting_assignments,
)
from engine.export.script_plan import Loop, RunPlan, held_out_indices, plan_loops
from engine.export.script_snippets import SNIPPETS, network_functions
from engine.progress import ProgressCallback, no_progress
from engine.storage.npz import write_arrays
from engine.text import printable
from engine.training.trainer import RECORD_EVERY

# The lines of comments in a script are no longer than this.
_COMMENT_WIDTH = 98

_RESULTS = """
for name, X, Y in (("Training", train_x, train_y), ("Test", test_x, test_y)):
    print(f"{name} accuracy: {np.mean(predict(X, parameters) == Y)}")
"""


@dataclass(frozen=True, slots=True)
class _Section:
    prose: str
    code: str


def data_path(program: Path) -> Path:
    """Where the pictures of a program lie: beside it."""
    return program.with_name(f"{program.stem}_data.npz")


def save_data(run: RunPlan, dataset: Dataset, path: Path, progress: ProgressCallback = no_progress) -> None:
    """Write the pictures and labels of both parts as arrays, and who is kept back in `run`. Raises OSError.

    `progress(done, total)` is told bytes; what it raises ends it.
    """
    arrays: dict[str, Any] = {"classes": np.array(dataset.classes)}
    for name, part in dataset.parts.items():
        arrays |= {f"{name}_x": part.pictures, f"{name}_y": part.labels}
    arrays |= held_out_indices(run, dataset)
    write_arrays(path, arrays, progress, compressed=True)


def save_script(run: RunPlan, dataset: Dataset, program: Path, path: Path) -> None:
    """Write to `path` the script that is to stand at `program`, beside its data. Raises OSError."""
    parts = []
    for section in _sections(run, dataset, data_path(program).name, printable):
        prose = "\n".join(fill(paragraph, _COMMENT_WIDTH) for paragraph in section.prose.splitlines())
        parts.append("\n".join(f"# {line}".rstrip() for line in prose.splitlines()))
        parts.append(section.code.strip())
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def save_notebook(run: RunPlan, dataset: Dataset, program: Path, path: Path) -> None:
    """Write to `path` the notebook (nbformat 4.5) that is to stand at `program`, beside its data. Raises OSError."""
    cells: list[dict[str, Any]] = []
    for section in _sections(run, dataset, data_path(program).name, _as_code_span):
        cells.append({"cell_type": "markdown", "metadata": {}, "source": _lines(section.prose)})
        code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        cells.append(code | {"source": _lines(section.code.strip())})
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _as_code_span(name: str) -> str:
    """The name in Markdown, as it is: in a code span nothing is HTML, emphasis or a formula."""
    # Longer than every run of backticks within it, which would end it.
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    return f"{fence} {printable(name)} {fence}"


def _sections(run: RunPlan, dataset: Dataset, data_name: str, format_name: Callable[[str], str]) -> Sequence[_Section]:
    """The sections in their order; `format_name` writes the names of the data set and its classes."""
    loops = plan_loops(run, dataset)
    uses = frozenset().union(*(loop.uses for loop in loops))
    functions = network_functions(run.initial_config.initialization, "dropout" in uses, run.threshold)
    return (
        _introduction(run, loops[-1], dataset, format_name),
        _data(loops, data_name),
        _settings(run, loops),
        _Section("The network: [LINEAR -> RELU] for each hidden layer, then LINEAR -> SIGMOID.", functions),
        *(_Section(snippet.prose, snippet.functions) for snippet in SNIPPETS if snippet.field in uses),
        *_training(run, loops),
        _Section("How good it is.", _RESULTS),
    )


def _introduction(run: RunPlan, last: Loop, dataset: Dataset, format_name: Callable[[str], str]) -> _Section:
    name = format_name(" ".join(printable(dataset.name).split()))
    return _Section(
        f"A network that tells {format_name(dataset.classes[1])} from "
        f"{format_name(dataset.classes[0])}, trained on {name}\n\n"
        f"Hidden layers {_widths(run)}, seed {run.initial_config.seed}, {'at most ' * last.restores_best}"
        f"{last.end} iterations of gradient descent. It needs NumPy only, and the archive of pictures beside it.",
        "import numpy as np",
    )


def _data(loops: Sequence[Loop], data_name: str) -> _Section:
    prose = "The data: pictures as columns of numbers from 0 to 1, labels as a row of 0 and 1."
    if any(loop.held_out for loop in loops):
        prose += (
            " The archive also holds the numbers of the training pictures that are kept back for early stopping: a "
            "fifth of them, drawn with the classes in proportion and all copies of a picture on one side."
        )
    return _Section(
        prose,
        f"data = np.load({data_name!r})\n"
        "train_x, test_x = (data[k].reshape(len(data[k]), -1).T / 255.0 for k in ('train_x', 'test_x'))\n"
        "train_y, test_y = data['train_y'], data['test_y']",
    )


def _settings(run: RunPlan, loops: Sequence[Loop]) -> _Section:
    first, last = loops[0], loops[-1]
    prose = "The settings of the run."
    lines = [
        f"layer_dims = [len(train_x), {_widths(run)}, 1]",
        f"seed, iterations = {run.initial_config.seed}, {last.end}",
        *assignment_lines({name: value for name, value in setting_assignments(first).items() if name != "seed"}),
        f"RECORD_EVERY = {RECORD_EVERY}",
    ]
    return _Section(f"{prose} {schedule_prose(first)}" if first.varying else prose, "\n".join(lines))


def _training(run: RunPlan, loops: Sequence[Loop]) -> Iterator[_Section]:
    """A section for each loop; what the lines before it have left as it is to be is not assigned again."""
    known = {**setting_assignments(loops[0]), "seed": repr(run.initial_config.seed)}
    for loop in loops:
        lines = []
        if loop is loops[0]:
            lines += ["parameters = initialize_parameters(layer_dims, seed)", "costs = []"]
        wanted = setting_assignments(loop) | example_assignments(loop)
        lines += assignment_lines({name: value for name, value in wanted.items() if known.get(name) != value})
        lines += loop_lines(loop, is_last=loop is loops[-1])
        # What varied within the loop has its last values after it.
        known |= wanted | {name: repr(loop.settings[-1][1][name]) for name in loop.varying}
        yield _Section(loop_prose(loop, is_first=loop is loops[0]), "\n".join(lines))


def _widths(run: RunPlan) -> str:
    return ", ".join(str(width) for width in run.initial_config.hidden_layers)
