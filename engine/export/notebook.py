"""Export of a run as a Jupyter notebook that needs NumPy only.

It consists of sections of prose and code. The code is the engine's own source, and loops that call it; an archive of
the pictures lies beside it. It prints the costs and accuracies of the run.
"""

from __future__ import annotations

import filecmp
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np

from engine.analysis.evaluation import THRESHOLD, accuracy, predicted_labels
from engine.core import (
    L_model_backward,
    L_model_forward,
    cost_line,
    initialize_parameters_deep,
    is_recorded,
    update_parameters,
)
from engine.data.dataset import Dataset
from engine.errors import ExportError
from engine.export.source_code import SourceCollector
from engine.nn.propagation import add_l2_penalty, cost_from_logits, squared_norm
from engine.notebook import cost_plot_data
from engine.progress import UNOBSERVED, Work
from engine.system.atomic import (
    atomic_write,
    move_into_place,
    temporary_file,
    translate_write_errors,
    write_arrays,
    write_text,
)
from engine.text import printable
from engine.training.config import OPTIONS, TrainingConfig, layers_text, non_default_options
from engine.training.features import (
    PRETRAINED_SCALE,
    filters_of,
    is_convolution,
    make_examples,
    takes_pixels,
)
from engine.training.optimizer import (
    add_momentum,
    averaging_rate,
    batch_position,
    dropout_masks,
    largest_batch,
    shuffle_indices,
    zero_velocities,
)
from engine.training.run import Snapshot, TrainingRun
from engine.training.trainer import EarlyStopping
from engine.typing import Indices

NOTEBOOK_SUFFIX = ".ipynb"
# What the steps call for each option.
_OPTION_FUNCTIONS: dict[str, tuple[Callable[..., object], ...]] = {
    "batch_size": (batch_position, shuffle_indices),
    "dropout": (dropout_masks,),
    "l2": (squared_norm, add_l2_penalty),
    "momentum": (zero_velocities, add_momentum, averaging_rate),
}
_RESULTS = """

print(f"Results of iteration {iterations}:")
for name, X, Y in (("Training", train_x, train_y), ("Test", test_x, test_y)):
    predictions = predicted_labels(L_model_forward(X, parameters)[0], threshold)
    print(f"{name} accuracy: {accuracy(predictions, Y)}")"""
_PLOT = """\
try:
    import matplotlib.pyplot as plt
except ImportError:
    print("To see the plot: pip install matplotlib")
else:
    plt.plot([cost for i, cost in enumerate(costs) if is_recorded(i, len(costs))])
    plt.xlabel({x_label!r})
    plt.ylabel({y_label!r})
    plt.title({title!r})
    plt.show()"""
_FILTERS_PROSE = "The features of a picture: the mean outputs of pretrained filters."
_NEEDS = "It needs NumPy, and the archive beside it."
# The window trains in the Gram form, for which it multiplies all pairs of pictures once.
_SLOWER = "It takes longer than the window. Last digits may differ."
_PIXEL_DATA = "The data: pictures as columns of numbers from 0 to 1, labels as a row."
# By whether there are hidden layers.
_PROSE = (
    "The network: LINEAR -> SIGMOID, which is logistic regression.",
    "The network: [LINEAR -> RELU] for each hidden layer, then LINEAR -> SIGMOID.",
)
_FEATURE_DATA = "The data: pictures as columns of features, labels as a row."
_HELD_OUT = "A random fifth of the training pictures is held out, stratified by class."
# The options that change no step but the network, the examples or the number of steps.
_NOT_OF_STEPS = {"initialization", "patience", "features"}
_NO_CONVOLUTION = "notebooks have no convolution"
# The line that reads the filters from `data`.
_FILTERS_LINE = (
    "filters = {name.removeprefix('filters_'): data[name] for name in data.files if name.startswith('filters_')}"
)
_PICTURES = "train_x, test_x = (data[k].reshape(len(data[k]), -1).T / 255.0 for k in ('train_x', 'test_x'))"
_NETWORK_FUNCTIONS = (
    initialize_parameters_deep,
    L_model_forward,
    L_model_backward,
    cost_from_logits,
    update_parameters,
    is_recorded,
    cost_line,
)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run that a notebook is to repeat.

    Attributes: `iterations`, the number of steps to the network that the run keeps, so that the notebook needs no early
    stopping; `threshold`, the probability above which a picture is called class 1.
    """

    config: TrainingConfig
    iterations: int
    threshold: float = THRESHOLD

    @classmethod
    def of(cls, run: TrainingRun, snapshot: Snapshot) -> RunPlan:
        """The plan of `run` up to the network of `snapshot`."""
        return cls(run.config, snapshot.network_iteration, snapshot.test.threshold)

    @property
    def uses_filters(self) -> bool:
        """Whether pretrained filters compute the features of the pictures."""
        return not takes_pixels(self.config.features)


@dataclass(frozen=True, slots=True)
class _Section:
    prose: str
    code: str


def archive_path(notebook: Path, content: Path) -> Path:
    """The path beside `notebook` for its archive of pictures, whose bytes are those of `content`.

    An archive with the same bytes that is there already is shared, so that a repeated export makes no other one;
    otherwise the path is free. No file is replaced.
    """
    numbers = chain([""], (f"-{number}" for number in count(2)))
    paths = (notebook.with_name(f"{notebook.stem}_data{number}.npz") for number in numbers)
    return next(path for path in paths if not os.path.lexists(path) or _is_copy(path, content))


def _is_copy(path: Path, content: Path) -> bool:
    """Whether `path` is a file with the bytes of `content`; not if it cannot be read."""
    try:
        # Files of different sizes are not read.
        return path.is_file() and filecmp.cmp(path, content, shallow=False)
    except OSError:
        return False


def save_data(run: RunPlan, dataset: Dataset, path: Path, work: Work = UNOBSERVED) -> None:
    """Write the .npz archive beside a notebook of `run`: pictures, labels, held-out indices, filters if it uses them.

    It reports bytes to `work`. Raises OSError.
    """
    arrays: dict[str, Any] = {"classes": np.array(dataset.classes)}
    for name, part in dataset.parts.items():
        arrays |= {f"{name}_x": part.pictures, f"{name}_y": part.labels}
    if run.config.patience:
        arrays["held_out"] = _held_out_by(run.config, dataset)
    if run.uses_filters:
        arrays |= {f"filters_{name}": array for name, array in filters_of(run.config.features).arrays.items()}
    write_arrays(path, arrays, work, compressed=True)


def save_notebook(run: RunPlan, dataset: Dataset, archive_name: str, path: Path) -> None:
    """Write a Jupyter notebook (nbformat 4.5) of `run` to `path`, which also plots the costs.

    `archive_name` is the name of the archive of pictures that will lie beside it. Raises OSError, and
    MissingSourceError.
    """
    cells: list[dict[str, Any]] = []
    for section in _sections(run, dataset, archive_name):
        cells.append({"cell_type": "markdown", "metadata": {}, "source": section.prose.splitlines(keepends=True)})
        code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        cells.append(code | {"source": section.code.splitlines(keepends=True)})
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    write_text(path, json.dumps(notebook, indent=1))


def check_exportable(config: TrainingConfig, path: Path) -> None:
    """Raise ExportError if a run with the settings `config` cannot be exported."""
    if is_convolution(config.features):
        raise ExportError(path, _NO_CONVOLUTION)


def export_notebook(plan: RunPlan, dataset: Dataset, path: Path, work: Work = UNOBSERVED) -> None:
    """Write a notebook and its archive of pictures: both or neither.

    It reports the archive's bytes to `work`. Raises ExportError, and MissingSourceError.
    """
    check_exportable(plan.config, path)
    with (
        translate_write_errors(ExportError, path),
        atomic_write(path) as notebook,
        temporary_file(path.parent) as pictures,
    ):
        save_data(plan, dataset, pictures, work)
        archive = archive_path(path, pictures)
        save_notebook(plan, dataset, archive.name, notebook)
        if not archive.exists():
            move_into_place(pictures, archive)


def _as_code_span(name: str) -> str:
    """`name` as a code span in Markdown, in which nothing is HTML, emphasis or a formula."""
    # Longer than every run of backticks within the name, which would end the span.
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    return f"{fence} {printable(name)} {fence}"


def _sections(run: RunPlan, dataset: Dataset, data_name: str) -> list[_Section]:
    """The sections in order."""
    options, source = _used_options(run.config, dataset), SourceCollector()
    look = cost_plot_data((), run.config.learning_rate)
    filters = []
    if run.uses_filters:
        from engine.vision.pretrained import picture_features  # not loaded for the notebooks of other runs

        filters = [_Section(_FILTERS_PROSE, source.definitions(picture_features))]
    sections = [
        *filters,
        _data_section(run, data_name),
        _settings_section(run, options),
        _Section(_PROSE[bool(run.config.hidden_layers)], source.definitions(*_NETWORK_FUNCTIONS)),
        *(
            _Section(f"{option.title}: {option.description}", source.definitions(*_OPTION_FUNCTIONS[option.field]))
            for option in OPTIONS
            if option.field in options & _OPTION_FUNCTIONS.keys()
        ),
        _training_section(run.config, options),
        _Section("The costs.", _PLOT.format(**look._asdict())),
        _Section("The results.", source.definitions(predicted_labels, accuracy) + _RESULTS),
    ]
    return [_Section(_introduction(run, dataset), source.imports()), *sections]


def _introduction(run: RunPlan, dataset: Dataset) -> str:
    name = _as_code_span(" ".join(printable(dataset.name).split()))
    sentences = [
        f"Hidden layers: {layers_text(run.config.hidden_layers)}.",
        f"Seed: {run.config.seed}.",
        f"Iterations: {run.iterations}.",
        _NEEDS,
        "The functions are Catgui's own.",
        _SLOWER,
    ]
    return (
        f"A network that tells {_as_code_span(dataset.classes[1])} from {_as_code_span(dataset.classes[0])}, "
        f"trained on {name}\n\n{' '.join(sentences)}"
    )


def _data_section(run: RunPlan, data_name: str) -> _Section:
    sentences = [_FEATURE_DATA if run.uses_filters else _PIXEL_DATA]
    if run.config.patience:
        sentences.append(_HELD_OUT)
    return _Section(
        " ".join(sentences),
        f"data = np.load({data_name!r})\n"
        "picture_shape = data['train_x'].shape[1:3]\n"
        f"{_feature_lines(run.config.features) if run.uses_filters else _PICTURES}\n"
        "train_y, test_y = data['train_y'], data['test_y']",
    )


def _settings_section(run: RunPlan, options: frozenset[str]) -> _Section:
    lines = [
        f"layer_dims = [{', '.join(map(str, ('len(train_x)', *run.config.hidden_layers, 1)))}]",
        f"seed, iterations = {run.config.seed}, {run.iterations}",
        *(f"{name} = {getattr(run.config, name)!r}" for name in ("learning_rate", *sorted(options))),
        f"threshold = {run.threshold!r}",
    ]
    return _Section("The settings of the run.", "\n".join(lines))


def _training_section(config: TrainingConfig, options: frozenset[str]) -> _Section:
    holds_out = config.patience > 0
    sentences = ["Training.", *(["Each iteration uses a mini-batch."] if "batch_size" in options else [])]
    if "l2" in options:
        sentences.append("The costs have the L2 penalty.")
    lines = [
        f"parameters = initialize_parameters_deep(layer_dims, seed, {config.initialization!r})",
        "costs = []",
        *_example_lines(options, holds_out),
        *(["velocities = zero_velocities(parameters)"] if "momentum" in options else []),
        "for i in range(iterations):",
        *(f"    {line}" for line in _step_lines(options, holds_out)),
    ]
    return _Section(" ".join(sentences), "\n".join(lines))


def _feature_lines(features: str) -> str:
    """The lines that make `features` of both parts of `data`."""
    return (
        f"{_FILTERS_LINE}\n"
        f"blocks = {filters_of(features).blocks}\n"
        "train_x, test_x = (\n"
        f"    picture_features(data[k], filters, blocks).T * {PRETRAINED_SCALE!r} for k in ('train_x', 'test_x')\n"
        ")"
    )


def _example_lines(options: frozenset[str], holds_out: bool) -> Iterator[str]:
    """The lines that select the examples; none where each step needs all."""
    batches = "batch_size" in options
    if holds_out:
        yield "held_out = data['held_out']"
        yield "train_indices = np.delete(np.arange(train_y.shape[1]), held_out)"
        if not batches:
            yield "learned_x, learned_y = train_x[:, train_indices], train_y[:, train_indices]"
    elif batches:
        yield "train_indices = np.arange(train_y.shape[1])"
    if "l2" in options:
        yield "m = len(train_indices)" if holds_out or batches else "m = train_y.shape[1]"


def _step_lines(options: frozenset[str], holds_out: bool) -> Iterator[str]:
    x, y = ("learned_x", "learned_y") if holds_out else ("train_x", "train_y")
    if "batch_size" in options:
        yield "epoch, place = batch_position(len(train_indices), batch_size, i)"
        yield "batch = shuffle_indices(train_indices, seed, epoch)[place]"
        yield "X, Y = train_x[:, batch], train_y[:, batch]"
        x, y = "X", "Y"
    masks = ""
    if "dropout" in options:
        yield f"masks = dropout_masks(layer_dims[1:-1], {y}.shape[1], dropout, seed, i)"
        masks = ", masks"
    yield f"AL, caches = L_model_forward({x}, parameters{masks})"
    yield f"cost = cost_from_logits(caches[-1][1], {y})"
    yield f"grads = L_model_backward(AL, {y}, caches{masks}, include_dA0=False)"
    if "l2" in options:
        yield "cost, grads = add_l2_penalty(cost, grads, parameters, squared_norm(parameters), l2 / m)"
    if "momentum" in options:
        yield "velocities, grads = add_momentum(velocities, grads, momentum)"
    rate = "averaging_rate(learning_rate, velocities)" if "momentum" in options else "learning_rate"
    yield f"parameters = update_parameters(parameters, grads, {rate})"
    yield "costs.append(cost)"
    yield "if is_recorded(i, iterations):"
    yield "    print(cost_line(i, cost))"


def _used_options(config: TrainingConfig, dataset: Dataset) -> frozenset[str]:
    """The options that change the steps with `config`; a batch of all examples changes nothing."""
    options = frozenset(non_default_options(config)) - _NOT_OF_STEPS
    learned = dataset.train.count - (len(_held_out_by(config, dataset)) if config.patience else 0)
    return options - ({"batch_size"} if largest_batch(config, learned) == learned else set())


def _held_out_by(config: TrainingConfig, dataset: Dataset) -> Indices:
    train = make_examples(config.features, dataset.train.pictures, dataset.train.labels)
    return EarlyStopping(train, config).held_out
