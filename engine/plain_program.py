"""A run as a program of plain NumPy that needs nothing of ours: a script, or a Jupyter notebook.

Both are made of the same sections of prose and code, which spell out the notebook's arithmetic step by step; beside
them lies an archive of the pictures. They print the costs and accuracies of the run.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.dataset_values import Dataset
from engine.names import displayable
from engine.progress import Progress, untold
from engine.training import RECORD_EVERY

_FUNCTIONS = '''
def sigmoid(Z):
    E = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1.0, E) / (1.0 + E)


def initialize_parameters(layer_dims, seed):
    stream = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = stream.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters


def forward(X, parameters):
    """The activations and the linear parts of all layers; A[0] is X, A[-1] the probability of class 1."""
    depth = len(parameters) // 2
    A, Z = [X], [None]
    for l in range(1, depth + 1):
        Z.append(parameters[f"W{l}"] @ A[-1] + parameters[f"b{l}"])
        A.append(sigmoid(Z[-1]) if l == depth else np.maximum(Z[-1], 0.0))
    return A, Z


def compute_cost(ZL, Y):
    """Cross-entropy, from the logits: exact where a probability rounds to 0 or 1."""
    return np.logaddexp(0.0, (1.0 - 2.0 * Y) * ZL).sum() / Y.shape[1]


def backward(A, Z, Y, parameters):
    """The gradients of the cost, layer by layer from the top."""
    m, grads = Y.shape[1], {}
    dZ = A[-1] - Y
    for l in range(len(parameters) // 2, 0, -1):
        grads[f"W{l}"] = dZ @ A[l - 1].T / m
        grads[f"b{l}"] = dZ.sum(axis=1, keepdims=True) / m
        if l > 1:
            dZ = (parameters[f"W{l}"].T @ dZ) * (Z[l - 1] > 0)
    return grads


def predict(X, parameters):
    return (forward(X, parameters)[0][-1] > 0.5).astype(int)
'''

_TRAINING = """
parameters = initialize_parameters(layer_dims, seed)
costs = []
for i in range(iterations):
    learning_rate = [rate for begin, rate in schedule if begin <= i][-1]
    A, Z = forward(train_x, parameters)
    cost = compute_cost(Z[-1], train_y)
    grads = backward(A, Z, train_y, parameters)
    parameters = {name: value - learning_rate * grads[name] for name, value in parameters.items()}
    costs.append(cost)
    if i % RECORD_EVERY == 0 or i == iterations - 1:
        print(f"Cost after iteration {i}: {cost}")
"""

_RESULTS = """
for name, X, Y in (("Training", train_x, train_y), ("Test", test_x, test_y)):
    print(f"{name} accuracy: {np.mean(predict(X, parameters) == Y)}")
"""


@dataclass(frozen=True, slots=True)
class PlainRun:
    """What a program is to do again.

    Attributes: `hidden_layers`; `seed`; `iterations`, those that were done; `schedule`, pairs of a first iteration and
    the learning rate from there on.
    """

    hidden_layers: tuple[int, ...]
    seed: int
    iterations: int
    schedule: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class _Section:
    prose: str
    code: str


def data_path(program: Path) -> Path:
    """Where the pictures of a program lie: beside it."""
    return program.with_name(f"{program.stem}_data.npz")


def save_data(dataset: Dataset, path: Path, progress: Progress = untold) -> None:
    """Write the pictures and labels of both parts as arrays, as `np.savez_compressed` does. Raises OSError.

    `progress(done, total)` is called in bytes; what it raises ends the writing.
    """
    arrays: dict[str, Any] = {"classes": np.array(dataset.classes)}
    for name, part in dataset.parts.items():
        arrays |= {f"{name}_x": part.pictures, f"{name}_y": part.labels}
    total = sum(array.nbytes for array in arrays.values())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        watched = _Watched(lambda done: progress(min(done, total), total))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as watched.stream:
                np.lib.format.write_array(watched, array)


class _Watched:
    """What NumPy writes arrays to: passes all on to `stream`, and tells how many bytes there were so far."""

    stream: IO[bytes]

    def __init__(self, told: Callable[[int], None]) -> None:
        self._told = told
        self._done = 0

    def write(self, block: bytes) -> None:
        """Pass it on."""
        self.stream.write(block)
        self._done += len(block)
        self._told(self._done)


def save_script(run: PlainRun, dataset: Dataset, program: Path, path: Path) -> None:
    """Write to `path` the script that is to stand at `program`, beside its data. Raises OSError."""
    parts = []
    for section in _sections(run, dataset, data_path(program).name):
        parts.append("\n".join(f"# {line}".rstrip() for line in section.prose.splitlines()))
        parts.append(section.code.strip())
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def save_notebook(run: PlainRun, dataset: Dataset, program: Path, path: Path) -> None:
    """Write to `path` the notebook (nbformat 4.5) that is to stand at `program`, beside its data. Raises OSError."""
    cells: list[dict[str, Any]] = []
    for section in _sections(run, dataset, data_path(program).name):
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


def _sections(run: PlainRun, dataset: Dataset, data_name: str) -> Sequence[_Section]:
    layers = ", ".join(str(width) for width in run.hidden_layers)
    name = " ".join(displayable(dataset.name).split())
    return (
        _Section(
            f"A network that tells {displayable(dataset.classes[1])} from {displayable(dataset.classes[0])}, "
            f"trained on {name}\n\nHidden layers {layers}, seed {run.seed}, {run.iterations} iterations of gradient "
            "descent. It needs NumPy only, and the archive of pictures beside it.",
            "import numpy as np",
        ),
        _Section(
            "The data: pictures as columns of numbers from 0 to 1, labels as a row of 0 and 1.",
            f"data = np.load({data_name!r})\n"
            "train_x, test_x = (data[k].reshape(len(data[k]), -1).T / 255.0 for k in ('train_x', 'test_x'))\n"
            "train_y, test_y = data['train_y'], data['test_y']",
        ),
        _Section(
            "The settings of the run. The schedule says from which iteration on which learning rate was used.",
            f"layer_dims = [len(train_x), {layers}, 1]\nseed, iterations = {run.seed}, {run.iterations}\n"
            f"schedule = {list(run.schedule)!r}\nRECORD_EVERY = {RECORD_EVERY}",
        ),
        _Section("The network: [LINEAR -> RELU] for each hidden layer, then LINEAR -> SIGMOID.", _FUNCTIONS),
        _Section("The training: gradient descent over all training pictures at once.", _TRAINING),
        _Section("How good it is.", _RESULTS),
    )
