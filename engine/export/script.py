"""Export of a run as a script or Jupyter notebook that needs NumPy only.

Both consist of the same sections of prose and code. The code is the engine's own source, and loops that call it; an
archive of the pictures lies beside it. They print the costs and accuracies of the run.
"""

from __future__ import annotations

import filecmp
import json
import operator
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np

from engine.analysis.evaluation import THRESHOLD, accuracy, predicted_labels
from engine.data.dataset import Dataset
from engine.data.edited_dataset import DataReference
from engine.errors import ExportError
from engine.export.source_code import SourceCollector
from engine.nn.first_layer import GramFirstLayer
from engine.nn.propagation import (
    INITIALIZATIONS,
    L_model_backward,
    L_model_forward,
    add_l2_penalty,
    cost_from_logits,
    initialize_parameters_deep,
    squared_norm,
    update_parameters,
)
from engine.notebook import cost_line, cost_plot_data
from engine.progress import UNOBSERVED, Work
from engine.saved_model.model import RunRecipe
from engine.saved_model.reproduction import reproduce_with_rounding
from engine.storage.atomic import atomic_write, move_into_place, temporary_file, translate_write_errors, write_text
from engine.storage.npz import write_arrays
from engine.text import printable
from engine.training.batches import batch_position, flip_and_shift, largest_batch, shuffle_indices
from engine.training.config import OPTIONS, TrainingConfig, layers_text, non_default_options
from engine.training.early_stopping import EarlyStopping, is_exhausted
from engine.training.features import (
    PRETRAINED_SCALE,
    filters_fingerprint,
    filters_of,
    is_convolution,
    make_examples,
    takes_pixels,
    uses_filters,
)
from engine.training.networks import convolution_architecture, frozen_blocks
from engine.training.optimizer import add_momentum, averaging_rate, dropout_masks, zero_velocities
from engine.training.run import Snapshot, Stage, TrainingRun
from engine.training.trainer import is_recorded
from engine.typing import Indices

SCRIPT_SUFFIX, NOTEBOOK_SUFFIX = ".py", ".ipynb"
_COMMENT_WIDTH = 98
# Python takes a name of data such as "coding: utf-7" in the first two lines for that of another encoding, in which the
# rest of the name may be code, unless the first line names one.
_ENCODING = "# coding: utf-8\n"
# The archives beside all programs in a folder.
_ARCHIVES = "*_data*.npz"
# What the steps call for each option.
_OPTION_FUNCTIONS: dict[tuple[str, ...], tuple[Callable[..., object], ...]] = {
    ("batch_size",): (batch_position, shuffle_indices),
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
# In a notebook, which most have matplotlib for.
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
_SLOWER = "It takes longer than the window: each iteration goes through all pictures."
_LAST_DIGITS = "Its sums are in another order, so their last digits differ."
_ENDS_ELSEWHERE = "Its sums are in another order, which changes about {changed:,} of {count:,} answers."
_ROUNDED_OTHERWISE = (
    "Its costs agree in five digits at first, then drift apart by some percent.",
    "It takes two to three times as long.",
)
_PIXEL_DATA = "The data: pictures as columns of numbers from 0 to 1, labels as a row."
# By whether there are hidden layers.
_DENSE_PROSE = (
    "The network: LINEAR -> SIGMOID, which is logistic regression.",
    "The network: [LINEAR -> RELU] for each hidden layer, then LINEAR -> SIGMOID.",
)
_BYTE_DATA = "The data: pictures as columns of bytes, labels as a row."
_FEATURE_DATA = "The data: pictures as columns of features, labels as a row."
_HELD_OUT = "A random fifth of the training pictures is held out, stratified by class."
# By whether there are mini-batches, and whether pictures are held out.
_ITERATIONS = {
    (False, False): "Each iteration uses all training pictures.",
    (False, True): "Each iteration uses all training pictures that are not held out.",
    (True, False): "Each iteration uses a mini-batch.",
    (True, True): "Each iteration uses a mini-batch of those that are not held out.",
}
# Options that draw random numbers at each step.
_RANDOM_OPTIONS = frozenset({"batch_size", "dropout", "flips", "shifts"})
_AUGMENTATIONS = frozenset({"flips", "shifts"})
# The options that say with which network and data the loops begin, or when they end.
_NOT_OF_STEPS = {"initialization", "patience", "features", "trained_blocks"}
# The line that reads the filters from `data`.
_FILTERS_LINE = (
    "filters = {name.removeprefix('filters_'): data[name] for name in data.files if name.startswith('filters_')}"
)
_PICTURES = "train_x, test_x = (data[k].reshape(len(data[k]), -1).T{scaled} for k in ('train_x', 'test_x'))"
_STEP_FUNCTIONS = (cost_from_logits, update_parameters, is_recorded, cost_line)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run that a script is to repeat.

    Attributes: `stages`, in order, the first from iteration 0; `iterations`, the number done; `threshold`, the
    probability above which a picture is called class 1; `first_layer`, the form of the first layer in the run, or '' if
    unknown; `answers`, those of its last network to all pictures, of the training part first, if known; `changed`, how
    many of them rounding changes.
    """

    stages: tuple[Stage, ...]
    iterations: int
    threshold: float = THRESHOLD
    first_layer: str = ""
    answers: tuple[int, ...] = ()
    changed: int = 0

    @classmethod
    def of(cls, run: TrainingRun, snapshot: Snapshot) -> RunPlan:
        """The plan of `run` up to `snapshot`."""
        stages = run.stages_until(snapshot.iterations)
        return cls(stages, snapshot.iterations, snapshot.test.threshold, run.first_layer, _answers(snapshot))

    def compared(self, dataset: Dataset, work: Work = UNOBSERVED) -> RunPlan:
        """The plan with the answers that rounding changes, found by training once more; for the Gram form alone.

        Others take as long as the script does. Raises CancelledError.
        """
        if self.first_layer != GramFirstLayer.kind or not self.answers:
            return self
        filters = filters_fingerprint(self.initial_config.features)
        recipe = RunRecipe(
            DataReference(dataset.name),
            self.stages,
            self.iterations,
            self.iterations,
            self.threshold,
            self.first_layer,
            filters,
        )
        other = reproduce_with_rounding(recipe, dataset, Work(within=work))
        same = () if other is None else _answers(other)
        changed = len(self.answers) if other is None else sum(map(operator.ne, self.answers, same))
        return replace(self, changed=changed)

    @property
    def initial_config(self) -> TrainingConfig:
        """The settings that the weights were initialized with."""
        return self.stages[0].config

    @property
    def uses_filters(self) -> bool:
        """Whether the exported script needs the pretrained filters."""
        return uses_filters(self.initial_config.features)

    @property
    def filters_pictures(self) -> bool:
        """Whether filters compute the features of the pictures."""
        return not takes_pixels(self.initial_config.features)

    @property
    def uses_convolution(self) -> bool:
        """Whether its network is the convolutional one."""
        return is_convolution(self.initial_config.features)


def _answers(snapshot: Snapshot) -> tuple[int, ...]:
    return tuple(int(label) for part in (snapshot.train, snapshot.test) for label in part.predictions[0])


@dataclass(frozen=True, slots=True)
class _Loop:
    """The steps that one loop of a script takes, all with the same settings.

    Attributes: `begin`, its first iteration; `end`, one past the last that it may take; `options`, the fields of
    `config` that change its steps; `zero_velocity`, as in `Stage`; `held_out`, the key of the held-out indices in the
    archive, or ''; `stops_early`, whether it ends by early stopping, or by its last iteration, with the best weights.
    """

    begin: int
    end: int
    config: TrainingConfig
    options: frozenset[str]
    zero_velocity: bool
    held_out: str
    stops_early: bool


@dataclass(frozen=True, slots=True)
class _ProgramNetwork:
    """A kind of network in a script.

    The names in braces in `forward`, `backward`, `probabilities` and `logits` are to be replaced.

    Attributes: `prose`, which describes it; `functions`; `pictures`, the line that makes columns of pixels; `settings`
    and `initial_lines`, those before the first step; `forward` and `backward`, lines of a step; `probabilities`, an
    expression; `logits`, a line, and the name of the logits after it; `after_update`, the lines after an update of the
    parameters; `state`, the names of what a step changes; `remark`, sentences for the introduction.
    """

    prose: str
    functions: tuple[Callable[..., object], ...]
    pictures: str
    settings: tuple[str, ...]
    initial_lines: tuple[str, ...]
    forward: str
    backward: str
    probabilities: str
    logits: tuple[str, str]
    after_update: tuple[str, ...] = ()
    state: str = "parameters"
    remark: tuple[str, ...] = ()


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


def save_data(run: RunPlan, dataset: Dataset, path: Path, work: Work = UNOBSERVED) -> None:
    """Write the .npz archive beside a script of `run`: pictures, labels, held-out indices, filters if it uses them.

    It reports bytes to `work`. Raises OSError.
    """
    arrays: dict[str, Any] = {"classes": np.array(dataset.classes)}
    for name, part in dataset.parts.items():
        arrays |= {f"{name}_x": part.pictures, f"{name}_y": part.labels}
    arrays |= _held_out_indices(run, dataset)
    if run.uses_filters:
        arrays |= _filter_arrays(run.initial_config.features)
    write_arrays(path, arrays, work, compressed=True)


def save_script(run: RunPlan, dataset: Dataset, archive_name: str, path: Path) -> None:
    """Write a Python script of `run` to `path`.

    `archive_name` is the name of the archive of pictures that will lie beside it. Raises OSError, and
    MissingSourceError.
    """
    parts = []
    for section in _sections(run, dataset, archive_name, printable, plots=False):
        prose = "\n".join(fill(paragraph, _COMMENT_WIDTH) for paragraph in section.prose.splitlines())
        comment = "\n".join(f"# {line}".rstrip() for line in prose.splitlines())
        parts.append(f"{comment}\n\n{section.code}\n")
    write_text(path, _ENCODING + "\n\n".join(parts))


def save_notebook(run: RunPlan, dataset: Dataset, archive_name: str, path: Path) -> None:
    """Write a Jupyter notebook (nbformat 4.5) of `run` to `path`, which also plots the costs; as `save_script`."""
    cells: list[dict[str, Any]] = []
    for section in _sections(run, dataset, archive_name, _as_code_span, plots=True):
        cells.append({"cell_type": "markdown", "metadata": {}, "source": _lines(section.prose)})
        code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        cells.append(code | {"source": _lines(section.code)})
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    write_text(path, json.dumps(notebook, indent=1))


def export_program(plan: RunPlan, dataset: Dataset, path: Path, work: Work = UNOBSERVED) -> None:
    """Write a notebook, if `path` ends with .ipynb, or a script, and its archive of pictures: both or neither.

    Its introduction says whether rounding may lead it elsewhere. It reports the archive's bytes to `work`. Raises
    ExportError, and MissingSourceError.
    """
    save = save_notebook if path.suffix.lower() == NOTEBOOK_SUFFIX else save_script
    with (
        translate_write_errors(ExportError, path),
        atomic_write(path) as program,
        temporary_file(path.parent) as pictures,
    ):
        plan = plan.compared(dataset, work)
        save_data(plan, dataset, pictures, work)
        archive = archive_path(path, pictures)
        save(plan, dataset, archive.name, program)
        if not archive.exists():
            move_into_place(pictures, archive)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _as_code_span(name: str) -> str:
    """`name` as a code span in Markdown, in which nothing is HTML, emphasis or a formula."""
    # Longer than every run of backticks within the name, which would end the span.
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    return f"{fence} {printable(name)} {fence}"


def _sections(
    run: RunPlan, dataset: Dataset, data_name: str, format_name: Callable[[str], str], plots: bool
) -> list[_Section]:
    """The sections in order; `format_name` writes the names of the data set and its classes.

    One `plots` the costs, or none does.
    """
    loops, network = _plan_loops(run, dataset), _program_network(run, dataset.picture_shape)
    if plots:
        network = replace(
            network,
            initial_lines=(*network.initial_lines, "costs = []"),
            after_update=(*network.after_update, "costs.append(cost)"),
        )
    source = SourceCollector()
    iteration = "best_iteration" if loops[-1].stops_early else "iterations"
    look = cost_plot_data((), run.stages[-1].config.learning_rate)
    results = _RESULTS.format(probabilities=network.probabilities.format(x="X"), iteration=iteration)
    sections = [
        *([_Section(_FILTERS_PROSE, _feature_functions(source))] if run.filters_pictures else []),
        _data_section(run, loops, network, data_name),
        _settings_section(run, loops, network),
        _Section(network.prose, source.definitions(*network.functions)),
        *_option_sections(loops, source),
        *_training_sections(run, loops, network),
        *([_Section("The costs.", _PLOT.format(**look._asdict()))] if plots else []),
        _Section("The results.", source.definitions(predicted_labels, accuracy) + results),
    ]
    introduction = [_introduction(run, loops[-1], dataset, format_name), *network.remark]
    return [_Section(" ".join(introduction), source.imports()), *sections]


def _introduction(run: RunPlan, last: _Loop, dataset: Dataset, format_name: Callable[[str], str]) -> str:
    name = format_name(" ".join(printable(dataset.name).split()))
    sentences = [
        f"{'Filters' if run.uses_convolution else 'Hidden layers'}: {layers_text(run.initial_config.hidden_layers)}.",
        f"Seed: {run.initial_config.seed}.",
        f"Iterations: at most {last.end}." if last.stops_early else f"Iterations: {last.end}.",
        _NEEDS,
        "The functions are Catgui's own.",
    ]
    if run.first_layer == GramFirstLayer.kind:
        sentences += [_SLOWER, _rounding_text(run)]
    return (
        f"A network that tells {format_name(dataset.classes[1])} from {format_name(dataset.classes[0])}, "
        f"trained on {name}\n\n{' '.join(sentences)}"
    )


def _rounding_text(run: RunPlan) -> str:
    if not run.changed:
        return _LAST_DIGITS
    return _ENDS_ELSEWHERE.format(changed=run.changed, count=len(run.answers))


def _data_section(run: RunPlan, loops: Sequence[_Loop], network: _ProgramNetwork, data_name: str) -> _Section:
    sentences = [_FEATURE_DATA if run.filters_pictures else _BYTE_DATA if run.uses_convolution else _PIXEL_DATA]
    if any(loop.held_out for loop in loops):
        sentences.append(_HELD_OUT)
    return _Section(
        " ".join(sentences),
        f"data = np.load({data_name!r})\n"
        "picture_shape = data['train_x'].shape[1:3]\n"
        f"{_feature_lines(run.initial_config.features) if run.filters_pictures else network.pictures}\n"
        "train_y, test_y = data['train_y'], data['test_y']",
    )


def _settings_section(run: RunPlan, loops: Sequence[_Loop], network: _ProgramNetwork) -> _Section:
    seed = run.initial_config.seed
    lines = [
        f"layer_dims = [{', '.join(map(str, ('len(train_x)', *run.initial_config.hidden_layers, 1)))}]",
        *network.settings,
        f"seed, iterations = {seed}, {loops[-1].end}",
        *_changed_settings({"seed": seed}, _setting_values(loops[0]) | {"seed": seed}),
        f"threshold = {run.threshold!r}",
    ]
    return _Section("The settings of the run.", "\n".join(lines))


def _option_sections(loops: Sequence[_Loop], source: SourceCollector) -> Iterator[_Section]:
    """A section for each option in use, and for early stopping."""
    used = frozenset[str]().union(*(loop.options for loop in loops))
    descriptions = {option.field: f"{option.title}: {option.description}" for option in OPTIONS}
    for fields, functions in _OPTION_FUNCTIONS.items():
        if used & set(fields):
            prose = "\n\n".join(descriptions[field] for field in fields if field in used)
            yield _Section(prose, source.definitions(*functions))
    if any(loop.stops_early for loop in loops):
        yield _Section(descriptions["patience"], source.definitions(is_exhausted))


def _training_sections(run: RunPlan, loops: Sequence[_Loop], network: _ProgramNetwork) -> Iterator[_Section]:
    """A section for each loop, which assigns only what differs from the loop before it."""
    settings = _setting_values(loops[0]) | {"seed": run.initial_config.seed}
    lines = list(network.initial_lines)
    examples: list[str] = []
    for loop in loops:
        lines += _changed_settings(settings, _setting_values(loop))
        settings |= _setting_values(loop)
        if examples != (examples := list(_example_lines(loop))):
            lines += examples
        lines += _loop_lines(loop, network, is_last=loop is loops[-1])
        yield _Section(_loop_prose(loop, is_first=loop is loops[0]), "\n".join(lines))
        lines = []


def _changed_settings(known: dict[str, Any], values: dict[str, Any]) -> list[str]:
    return [f"{name} = {value!r}" for name, value in values.items() if known.get(name) != value]


def _filter_arrays(features: str) -> dict[str, Any]:
    """The filters that `features` need, by their keys in the archive."""
    return {f"filters_{name}": array for name, array in filters_of(features).arrays.items()}


def _feature_functions(source: SourceCollector) -> str:
    """The source of the functions that make features. Raises MissingSourceError."""
    from engine.vision.features import picture_features  # not loaded for the scripts of other runs

    return source.definitions(picture_features)


def _feature_lines(features: str) -> str:
    """The lines that make `features` of both parts of `data`."""
    return (
        f"{_FILTERS_LINE}\n"
        f"blocks = {filters_of(features).blocks}\n"
        "train_x, test_x = (\n"
        f"    picture_features(data[k], filters, blocks).T * {PRETRAINED_SCALE!r} for k in ('train_x', 'test_x')\n"
        ")"
    )


def _loop_prose(loop: _Loop, is_first: bool) -> str:
    """A description of `loop` for the reader of the script."""
    sentences = ["Training." if is_first else f"From iteration {loop.begin} on, with other settings."]
    sentences.append(_ITERATIONS["batch_size" in loop.options, bool(loop.held_out)])
    if "l2" in loop.options:
        sentences.append("The costs have the L2 penalty.")
    if loop.stops_early:
        sentences.append("It stops `patience` iterations after the lowest held-out cost, and keeps the best weights.")
    elif loop.held_out:
        sentences.append("It was ended before early stopping did.")
    return " ".join(sentences)


def _setting_values(loop: _Loop) -> dict[str, object]:
    """The values that the steps of `loop` refer to, by name."""
    options = loop.options | (_AUGMENTATIONS if loop.options & _AUGMENTATIONS else frozenset())
    names = ["learning_rate", *sorted(options)]
    if loop.stops_early:
        names.append("patience")
    if options & _RANDOM_OPTIONS:
        names.append("seed")
    return {name: getattr(loop.config, name) for name in names}


def _example_lines(loop: _Loop) -> Iterator[str]:
    """The lines that select the examples of `loop`; none where it needs all at each step."""
    batches = "batch_size" in loop.options
    if loop.held_out:
        yield f"held_out = data[{loop.held_out!r}]"
        yield "train_indices = np.delete(np.arange(train_y.shape[1]), held_out)"
        if not batches:
            yield "learned_x, learned_y = train_x[:, train_indices], train_y[:, train_indices]"
        if loop.stops_early:
            yield "held_out_x, held_out_y = train_x[:, held_out], train_y[:, held_out]"
    elif batches:
        yield "train_indices = np.arange(train_y.shape[1])"
    if "l2" in loop.options:
        yield "m = len(train_indices)" if loop.held_out or batches else "m = train_y.shape[1]"


def _loop_lines(loop: _Loop, network: _ProgramNetwork, is_last: bool) -> Iterator[str]:
    """The lines of `loop`, with those before and after it; `is_last` for the last loop of the training."""
    if "momentum" in loop.options and loop.zero_velocity:
        yield "velocities = zero_velocities(parameters)"
    if loop.stops_early:
        yield from _held_out_cost_lines("best_cost", network)
        yield f"best_iteration, best = {loop.begin}, ({network.state})"
    begin, end = (f"{loop.begin}, " if loop.begin else ""), ("iterations" if is_last else loop.end)
    yield f"for i in range({begin}{end}):"
    yield from (f"    {line}" for line in _step_lines(loop, network))
    if loop.stops_early:
        yield f"{network.state} = best"


def _step_lines(loop: _Loop, network: _ProgramNetwork) -> Iterator[str]:
    x, y = ("learned_x", "learned_y") if loop.held_out else ("train_x", "train_y")
    if "batch_size" in loop.options:
        yield "epoch, place = batch_position(len(train_indices), batch_size, i)"
        yield "batch = shuffle_indices(train_indices, seed, epoch)[place]"
        yield "X, Y = train_x[:, batch], train_y[:, batch]"
        x, y = "X", "Y"
    if loop.options & _AUGMENTATIONS:
        yield f"X = flip_and_shift({x}.T, picture_shape, flips, shifts, seed, i).T"
        x = "X"
    masks = ""
    if "dropout" in loop.options:
        yield f"masks = dropout_masks(layer_dims[1:-1], {y}.shape[1], dropout, seed, i)"
        masks = ", masks"
    yield network.forward.format(x=x, masks=masks)
    yield f"cost = cost_from_logits(caches[-1][1], {y})"
    yield network.backward.format(y=y, masks=masks)
    if "l2" in loop.options:
        yield "cost, grads = add_l2_penalty(cost, grads, parameters, squared_norm(parameters), l2 / m)"
    if "momentum" in loop.options:
        yield "velocities, grads = add_momentum(velocities, grads, momentum)"
    rate = "averaging_rate(learning_rate, velocities)" if "momentum" in loop.options else "learning_rate"
    yield f"parameters = update_parameters(parameters, grads, {rate})"
    yield from network.after_update
    yield from _early_stopping_lines(network) if loop.stops_early else _print_lines("is_recorded(i, iterations)")


def _early_stopping_lines(network: _ProgramNetwork) -> Iterator[str]:
    """The lines at the end of a step that keep the best weights and stop."""
    yield from _held_out_cost_lines("held_out_cost", network)
    yield "if held_out_cost < best_cost:"
    yield f"    best_iteration, best_cost, best = i + 1, held_out_cost, ({network.state})"
    yield "is_over = is_exhausted(best_iteration, i + 1, patience)"
    yield from _print_lines("is_recorded(i, iterations) or is_over")
    yield "if is_over:"
    yield "    break"


def _held_out_cost_lines(name: str, network: _ProgramNetwork) -> Iterator[str]:
    line, logits = network.logits
    yield line.format(x="held_out_x")
    yield f"{name} = cost_from_logits({logits}, held_out_y)"


def _print_lines(condition: str) -> Iterator[str]:
    yield f"if {condition}:"
    yield "    print(cost_line(i, cost))"


def _program_network(run: RunPlan, picture_shape: tuple[int, int]) -> _ProgramNetwork:
    """The network of `run` on pictures of (height, width)."""
    return _convolutional_network(run, picture_shape) if run.uses_convolution else _dense_network(run)


def _dense_network(run: RunPlan) -> _ProgramNetwork:
    initialization = run.initial_config.initialization
    return _ProgramNetwork(
        prose=_DENSE_PROSE[bool(run.initial_config.hidden_layers)],
        functions=(initialize_parameters_deep, L_model_forward, L_model_backward, *_STEP_FUNCTIONS),
        pictures=_PICTURES.format(scaled=" / 255.0"),
        settings=(),
        initial_lines=(f"parameters = initialize_parameters_deep(layer_dims, seed, {initialization!r})",),
        forward="AL, caches = L_model_forward({x}, parameters{masks})",
        backward="grads = L_model_backward(AL, {y}, caches{masks}, include_dA0=False)",
        probabilities="L_model_forward({x}, parameters)[0]",
        logits=("_, caches = L_model_forward({x}, parameters)", "caches[-1][1]"),
    )


def _convolutional_network(run: RunPlan, picture_shape: tuple[int, int]) -> _ProgramNetwork:
    from engine.vision.classification import short

    config, arguments = run.initial_config, "blocks, picture_shape"
    blocks = [(block.stride, block.pool) for block in convolution_architecture(config, picture_shape).blocks]
    predict = f"predict_by_convolution({{x}}, averages, {arguments})"
    if run.uses_filters:
        frozen = frozen_blocks(config)
        initialize: tuple[Callable[..., object], ...] = (short.adapt_filters,)
        initial_lines = _fine_tuned_lines(arguments, frozen)
    else:
        frozen, initialize = 0, (short.initialize_filters,)
        initial_lines = (
            f"parameters = initialize_filters(layer_dims[1:-1], seed, {INITIALIZATIONS[config.initialization]!r})",
            f"_, caches = convolution_forward(train_x[:, :PICTURES_AT_ONCE], parameters, {arguments})",
            "averages = {**parameters, **batch_statistics(caches)}",
        )
    parameters = "{{**frozen, **parameters}}" if frozen else "parameters"
    prose = [
        "The network: CONVOLUTION -> MAX POOLING (in some) -> NORMALIZATION -> RELU for each block; the mean of each "
        "map; LINEAR -> SIGMOID."
    ]
    if run.uses_filters:
        prose.append("It begins with the pretrained filters.")
    if frozen:
        prose.append(f"The first {frozen} blocks stay as they are.")
    return _ProgramNetwork(
        prose=" ".join(prose),
        functions=(
            *initialize,
            short.convolution_forward,
            short.convolution_backward,
            short.move_averages,
            short.predict_by_convolution,
            *_STEP_FUNCTIONS,
        ),
        pictures=_PICTURES.format(scaled=""),
        settings=(f"blocks = {blocks}  # the stride of each, and whether it pools",),
        initial_lines=initial_lines,
        forward=f"AL, caches = convolution_forward({{x}}, {parameters}, {arguments}{{masks}}"
        f"{', statistics=frozen' * bool(frozen)})",
        backward=f"grads = convolution_backward(AL, {{y}}, caches{{masks}}{f', frozen={frozen}' * bool(frozen)})",
        probabilities=f"{predict}[0]",
        logits=(f"_, ZL = {predict}", "ZL"),
        after_update=("averages = move_averages(averages, parameters, caches)",),
        state="parameters, averages",
        remark=_ROUNDED_OTHERWISE,
    )


def _fine_tuned_lines(arguments: str, frozen: int) -> tuple[str, ...]:
    """The lines before the first step, for a start from the pretrained filters with the first blocks `frozen`."""
    lines = (_FILTERS_LINE, f"averages = adapt_filters(train_x[:, :PICTURES_AT_ONCE], filters, {arguments})")
    statistics = "('mean', 'variance')"
    if not frozen:
        return (*lines, f"parameters = {{k: v for k, v in averages.items() if not k.startswith({statistics})}}")
    names = [f"{kind}{number}" for number in range(1, frozen + 1) for kind in ("W", "b", "mean", "variance")]
    return (
        *lines,
        f"frozen = {{name: averages[name] for name in {tuple(names)}}}",
        f"parameters = {{k: v for k, v in averages.items() if not k.startswith({statistics}) and k not in frozen}}",
    )


def _plan_loops(run: RunPlan, dataset: Dataset) -> tuple[_Loop, ...]:
    """The loops that take the steps of `run` on `dataset`: one for each stage that took any, and at least one."""
    stages = _merge_unchanged(run.stages)
    ends = [*(stage.begin for stage in stages[1:]), run.iterations]
    spans = [(stage, end) for stage, end in zip(stages, ends, strict=True) if end > stage.begin]
    return tuple(_plan_loop(stage, end, dataset) for stage, end in spans or [(stages[0], ends[0])])


def _held_out_indices(run: RunPlan, dataset: Dataset) -> dict[str, Indices]:
    """The training pictures that early stopping holds out in `run`: their indices, by key in the archive."""
    configs = [stage.config for stage in run.stages if stage.config.patience]
    return {_held_out_key(config): _held_out_by(config, dataset) for config in configs}


def _merge_unchanged(stages: tuple[Stage, ...]) -> list[Stage]:
    """The stages; consecutive stages with the same settings are merged."""
    merged: list[Stage] = []
    for stage in stages:
        if merged and stage.config == merged[-1].config:
            merged[-1] = replace(merged[-1], is_over=stage.is_over)
        else:
            merged.append(stage)
    return merged


def _plan_loop(stage: Stage, end: int, dataset: Dataset) -> _Loop:
    config = stage.config
    held_out = _held_out_key(config) if config.patience else ""
    stops_early = bool(config.patience and stage.is_over)
    end = config.iterations if stops_early else end
    return _Loop(stage.begin, end, config, _used_options(config, dataset), stage.zero_velocity, held_out, stops_early)


def _used_options(config: TrainingConfig, dataset: Dataset) -> frozenset[str]:
    """The options that change the steps with `config`; a batch of all examples changes nothing."""
    options = frozenset(non_default_options(config)) - _NOT_OF_STEPS
    learned = dataset.train.count - (len(_held_out_by(config, dataset)) if config.patience else 0)
    return options - ({"batch_size"} if largest_batch(config, learned) == learned else set())


def _held_out_key(config: TrainingConfig) -> str:
    return f"kept_back_{config.seed}"


def _held_out_by(config: TrainingConfig, dataset: Dataset) -> Indices:
    train = make_examples(config.features, dataset.train.pictures, dataset.train.labels)
    return EarlyStopping(train, config).held_out
