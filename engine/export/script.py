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
from engine.export.script_loop import assigned, examples_of, loop_lines, loop_prose, schedule_prose, settings_of
from engine.export.script_plan import Loop, PlainRun, kept_back_by, loops_of
from engine.export.script_snippets import PIECES, network_functions
from engine.progress import Progress, untold
from engine.storage.npz import write_arrays
from engine.text import displayable
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


def save_data(run: PlainRun, dataset: Dataset, path: Path, progress: Progress = untold) -> None:
    """Write the pictures and labels of both parts as arrays, and who is kept back in `run`. Raises OSError.

    `progress(done, total)` is told bytes; what it raises ends it.
    """
    arrays: dict[str, Any] = {"classes": np.array(dataset.classes)}
    for name, part in dataset.parts.items():
        arrays |= {f"{name}_x": part.pictures, f"{name}_y": part.labels}
    arrays |= kept_back_by(run, dataset)
    write_arrays(path, arrays, progress, compressed=True)


def save_script(run: PlainRun, dataset: Dataset, program: Path, path: Path) -> None:
    """Write to `path` the script that is to stand at `program`, beside its data. Raises OSError."""
    parts = []
    for section in _sections(run, dataset, data_path(program).name, displayable):
        prose = "\n".join(fill(paragraph, _COMMENT_WIDTH) for paragraph in section.prose.splitlines())
        parts.append("\n".join(f"# {line}".rstrip() for line in prose.splitlines()))
        parts.append(section.code.strip())
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def save_notebook(run: PlainRun, dataset: Dataset, program: Path, path: Path) -> None:
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
    return f"{fence} {displayable(name)} {fence}"


def _sections(run: PlainRun, dataset: Dataset, data_name: str, shown: Callable[[str], str]) -> Sequence[_Section]:
    """The sections in their order; `shown` writes the names of the data set and its classes."""
    loops = loops_of(run, dataset)
    uses = frozenset().union(*(loop.uses for loop in loops))
    functions = network_functions(run.begun.initialization, "dropout" in uses, run.threshold)
    return (
        _introduction(run, loops[-1], dataset, shown),
        _data(loops, data_name),
        _settings(run, loops),
        _Section("The network: [LINEAR -> RELU] for each hidden layer, then LINEAR -> SIGMOID.", functions),
        *(_Section(piece.prose, piece.functions) for piece in PIECES if piece.field in uses),
        *_training(run, loops),
        _Section("How good it is.", _RESULTS),
    )


def _introduction(run: PlainRun, last: Loop, dataset: Dataset, shown: Callable[[str], str]) -> _Section:
    name = shown(" ".join(displayable(dataset.name).split()))
    return _Section(
        f"A network that tells {shown(dataset.classes[1])} from {shown(dataset.classes[0])}, trained on {name}\n\n"
        f"Hidden layers {_widths(run)}, seed {run.begun.seed}, {'at most ' * last.goes_back}"
        f"{last.end} iterations of gradient descent. It needs NumPy only, and the archive of pictures beside it.",
        "import numpy as np",
    )


def _data(loops: Sequence[Loop], data_name: str) -> _Section:
    prose = "The data: pictures as columns of numbers from 0 to 1, labels as a row of 0 and 1."
    if any(loop.kept_back for loop in loops):
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


def _settings(run: PlainRun, loops: Sequence[Loop]) -> _Section:
    first, last = loops[0], loops[-1]
    prose = "The settings of the run."
    lines = [
        f"layer_dims = [len(train_x), {_widths(run)}, 1]",
        f"seed, iterations = {run.begun.seed}, {last.end}",
        *assigned({name: value for name, value in settings_of(first).items() if name != "seed"}),
        f"RECORD_EVERY = {RECORD_EVERY}",
    ]
    return _Section(f"{prose} {schedule_prose(first)}" if first.varying else prose, "\n".join(lines))


def _training(run: PlainRun, loops: Sequence[Loop]) -> Iterator[_Section]:
    """A section for each loop; what the lines before it have left as it is to be is not assigned again."""
    known = {**settings_of(loops[0]), "seed": repr(run.begun.seed)}
    for loop in loops:
        lines = []
        if loop is loops[0]:
            lines += ["parameters = initialize_parameters(layer_dims, seed)", "costs = []"]
        wanted = settings_of(loop) | examples_of(loop)
        lines += assigned({name: value for name, value in wanted.items() if known.get(name) != value})
        lines += loop_lines(loop, is_last=loop is loops[-1])
        # What varied within the loop has its last values after it.
        known |= wanted | {name: repr(loop.settings[-1][1][name]) for name in loop.varying}
        yield _Section(loop_prose(loop, is_first=loop is loops[0]), "\n".join(lines))


def _widths(run: PlainRun) -> str:
    return ", ".join(str(width) for width in run.begun.hidden_layers)
