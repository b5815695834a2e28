"""Export of a run as a script or Jupyter notebook that needs NumPy only.

Both consist of the same sections of prose and code. The code is the engine's own source, and loops that call it; an
archive of the pictures lies beside it. They print the costs and accuracies of the run.
"""

from __future__ import annotations

import filecmp
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np

from engine.analysis.evaluation import accuracy, predicted_labels
from engine.data.dataset import Dataset
from engine.export.script_features import FILTERS_PROSE, feature_functions, feature_lines, filter_arrays
from engine.export.script_loop import example_lines, loop_lines, loop_prose, setting_values
from engine.export.script_network import ProgramNetwork, program_network
from engine.export.script_plan import Loop, RunPlan, held_out_indices, plan_loops
from engine.export.source_code import SourceCollector
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.parameters import add_l2_penalty, squared_norm
from engine.progress import ProgressCallback, no_progress
from engine.storage.npz import write_arrays
from engine.text import printable
from engine.training.augmentation import flip_and_shift
from engine.training.batches import position_function, shuffle_indices
from engine.training.dropout import dropout_masks
from engine.training.early_stopping import is_exhausted
from engine.training.optimizer import add_momentum, averaging_rate, zero_velocities
from engine.training.options import OPTIONS

_COMMENT_WIDTH = 98
# Python takes a name of data such as "coding: utf-7" in the first two lines for that of another encoding, in which the
# rest of the name may be code, unless the first line names one.
_ENCODING = "# coding: utf-8\n"
# The archives beside all programs in a folder.
_ARCHIVES = "*_data*.npz"
# What the steps call for each option.
_OPTION_FUNCTIONS: dict[tuple[str, ...], tuple[Callable[..., object], ...]] = {
    ("batch_size",): (shuffle_indices,),
    ("flips", "shifts"): (flip_and_shift,),
    ("dropout",): (dropout_masks,),
    ("l2",): (squared_norm, add_l2_penalty),
    ("momentum",): (zero_velocities, add_momentum, averaging_rate),
}
_RESULTS = """

print(f"Results of iteration {{{iteration}}}:")
for name, X, Y in (("Training", train_x, train_y), ("Test", test_x, test_y)):
    predictions = predicted_labels({probabilities}, threshold)
    print(f"{{name}} accuracy: {{accuracy(predictions, Y)}}")"""


@dataclass(frozen=True, slots=True)
class _Section:
    prose: str
    code: str


def archive_path(program: Path, content: Path) -> Path:
    """The path beside `program` for its archive of pictures, whose bytes are those of `content`.

    It is that of a file with the same bytes, under its own name or that of another program, or of none: no file is
    replaced.
    """
    numbers = chain([""], (f"-{number}" for number in count(2)))
    paths = (program.with_name(f"{program.stem}_data{number}.npz") for number in numbers)
    # The names of its own come first, so that an export that is repeated stays with its archive.
    own = next(path for path in paths if not os.path.lexists(path) or _is_copy(path, content))
    if os.path.lexists(own):
        return own
    return next((path for path in sorted(program.parent.glob(_ARCHIVES)) if _is_copy(path, content)), own)


def _is_copy(path: Path, content: Path) -> bool:
    """Whether `path` is a file with the bytes of `content`; not if it cannot be read."""
    try:
        # Files of different sizes are not read.
        return path.is_file() and filecmp.cmp(path, content, shallow=False)
    except OSError:
        return False


def save_data(run: RunPlan, dataset: Dataset, path: Path, progress: ProgressCallback = no_progress) -> None:
    """Write the .npz archive beside a script of `run`: pictures, labels, held-out indices, filters if it uses them.

    `progress(done, total)` is called with bytes; an exception that it raises stops the writing. Raises OSError.
    """
    arrays: dict[str, Any] = {"classes": np.array(dataset.classes)}
    for name, part in dataset.parts.items():
        arrays |= {f"{name}_x": part.pictures, f"{name}_y": part.labels}
    arrays |= held_out_indices(run, dataset)
    if run.uses_filters:
        arrays |= filter_arrays(run.initial_config.features)
    write_arrays(path, arrays, progress, compressed=True)


def save_script(run: RunPlan, dataset: Dataset, archive_name: str, path: Path) -> None:
    """Write a Python script of `run` to `path`.

    `archive_name` is the name of the archive of pictures that will lie beside it. Raises OSError, and
    MissingSourceError.
    """
    parts = []
    for section in _sections(run, dataset, archive_name, printable):
        prose = "\n".join(fill(paragraph, _COMMENT_WIDTH) for paragraph in section.prose.splitlines())
        comment = "\n".join(f"# {line}".rstrip() for line in prose.splitlines())
        parts.append(f"{comment}\n\n{section.code}\n")
    path.write_text(_ENCODING + "\n\n".join(parts), encoding="utf-8")


def save_notebook(run: RunPlan, dataset: Dataset, archive_name: str, path: Path) -> None:
    """Write a Jupyter notebook (nbformat 4.5) of `run` to `path`; as `save_script`."""
    cells: list[dict[str, Any]] = []
    for section in _sections(run, dataset, archive_name, _as_code_span):
        cells.append({"cell_type": "markdown", "metadata": {}, "source": _lines(section.prose)})
        code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        cells.append(code | {"source": _lines(section.code)})
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _as_code_span(name: str) -> str:
    """`name` as a code span in Markdown, in which nothing is HTML, emphasis or a formula."""
    # Longer than every run of backticks within the name, which would end the span.
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    return f"{fence} {printable(name)} {fence}"


def _sections(run: RunPlan, dataset: Dataset, data_name: str, format_name: Callable[[str], str]) -> list[_Section]:
    """The sections in order; `format_name` writes the names of the data set and its classes."""
    loops, network = plan_loops(run, dataset), program_network(run, dataset.picture_shape)
    source = SourceCollector()
    iteration = "best_iteration" if loops[-1].stops_early else "iterations"
    results = _RESULTS.format(probabilities=network.probabilities.format(x="X"), iteration=iteration)
    sections = [
        *([_Section(FILTERS_PROSE, feature_functions(source))] if run.filters_pictures else []),
        _data_section(run, loops, network, data_name),
        _settings_section(run, loops, network),
        _Section(network.prose, source.definitions(*network.functions)),
        *_option_sections(loops, source),
        *_training_sections(run, loops, network),
        _Section("The results.", source.definitions(predicted_labels, accuracy) + results),
    ]
    introduction = _introduction(run, loops[-1], dataset, format_name) + network.remark
    return [_Section(introduction, source.imports()), *sections]


def _introduction(run: RunPlan, last: Loop, dataset: Dataset, format_name: Callable[[str], str]) -> str:
    name = format_name(" ".join(printable(dataset.name).split()))
    filters = ", which also has the pretrained filters" * run.uses_filters
    layers = "Filters" if run.uses_convolution else "Hidden layers"
    return (
        f"A network that tells {format_name(dataset.classes[1])} from {format_name(dataset.classes[0])}, "
        f"trained on {name}\n\n"
        f"{layers} {_widths(run)}, seed {run.initial_config.seed}, {'at most ' * last.stops_early}"
        f"{last.end} iterations of gradient descent. It needs NumPy and the archive of pictures beside it{filters}. "
        f"The functions are copied from the source code of Catgui.{_speed_sentence(run)}"
    )


def _speed_sentence(run: RunPlan) -> str:
    """Why the program takes longer than the window did; '' if it does the same."""
    if run.first_layer != GramFirstLayer.kind:
        return ""
    numbers = "features of all pictures" if run.filters_pictures else "pixels of all pictures"
    return (
        f" It takes longer than the window: each iteration goes through the {numbers}, as in the notebook, while the "
        "window trains in the Gram form, for which it multiplies all pairs of pictures once."
    )


def _data_section(run: RunPlan, loops: Sequence[Loop], network: ProgramNetwork, data_name: str) -> _Section:
    numbers = "features" if run.filters_pictures else "bytes" if run.uses_convolution else "numbers from 0 to 1"
    prose = f"The data: pictures as columns of {numbers}, labels as a row of 0 and 1."
    if any(loop.held_out for loop in loops):
        prose += (
            " The archive also has the indices of the training pictures held out for early stopping: a random fifth, "
            "stratified by class, with all copies of a picture on the same side."
        )
    return _Section(
        prose,
        f"data = np.load({data_name!r})\n"
        "picture_shape = data['train_x'].shape[1:3]\n"
        f"{feature_lines(run.initial_config.features) if run.filters_pictures else network.pictures}\n"
        "train_y, test_y = data['train_y'], data['test_y']",
    )


def _settings_section(run: RunPlan, loops: Sequence[Loop], network: ProgramNetwork) -> _Section:
    seed = run.initial_config.seed
    lines = [
        f"layer_dims = [len(train_x), {_widths(run)}, 1]",
        *network.settings,
        f"seed, iterations = {seed}, {loops[-1].end}",
        *_changed_settings({"seed": seed}, setting_values(loops[0]) | {"seed": seed}),
        f"threshold = {run.threshold!r}",
    ]
    return _Section("The settings of the run.", "\n".join(lines))


def _option_sections(loops: Sequence[Loop], source: SourceCollector) -> Iterator[_Section]:
    """A section for each option in use, and for early stopping."""
    used = frozenset[str]().union(*(loop.options for loop in loops))
    descriptions = {option.field: f"{option.title}: {option.description}" for option in OPTIONS}
    positions = dict.fromkeys(position_function(loop.config) for loop in loops if "batch_size" in loop.options)
    has_first_steps = any(loop.config.uses_first_steps for loop in loops)
    for fields, functions in _OPTION_FUNCTIONS.items():
        if used & set(fields):
            named = [field for field in fields if field in used]
            if has_first_steps and named[0] in ("batch_size", "momentum"):
                named.append("steps")
            prose = "\n\n".join(descriptions[field] for field in named)
            yield _Section(prose, source.definitions(*(positions if "batch_size" in fields else ()), *functions))
    if any(loop.stops_early for loop in loops):
        yield _Section(descriptions["patience"], source.definitions(is_exhausted))


def _training_sections(run: RunPlan, loops: Sequence[Loop], network: ProgramNetwork) -> Iterator[_Section]:
    """A section for each loop, which assigns only what differs from the loop before it."""
    settings = setting_values(loops[0]) | {"seed": run.initial_config.seed}
    lines = list(network.initial_lines)
    examples: list[str] = []
    for loop in loops:
        lines += _changed_settings(settings, setting_values(loop))
        settings |= setting_values(loop)
        if examples != (examples := list(example_lines(loop))):
            lines += examples
        lines += loop_lines(loop, network, is_last=loop is loops[-1])
        yield _Section(loop_prose(loop, is_first=loop is loops[0]), "\n".join(lines))
        lines = []


def _changed_settings(known: dict[str, Any], values: dict[str, Any]) -> list[str]:
    return [f"{name} = {value!r}" for name, value in values.items() if known.get(name) != value]


def _widths(run: RunPlan) -> str:
    return ", ".join(str(width) for width in run.initial_config.hidden_layers)
