"""The same training in other ways: the notebook's arithmetic taken literally, scikit-learn and PyTorch.

Each is the number of iterations of a run, and the run. Of the settings, momentum, L2 and mini-batches count.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from engine.nn.propagation import add_l2_penalty, squared_norm
from engine.training.config import TrainingConfig
from engine.training.optimizer import add_momentum, averaging_rate, zero_velocities
from engine.typing import FloatArray
from tests.support import notebook_oracle

Implementation = tuple[int, Callable[[], object]]


def other_implementations(X: FloatArray, Y: FloatArray, config: TrainingConfig) -> dict[str, Implementation]:
    """By name; of the libraries those that are installed (extra `bench`)."""
    found = {"the literal notebook arithmetic": _notebook(X, Y, config)}
    for name, make in (("scikit-learn", _sklearn), ("PyTorch float32", _torch)):
        try:
            found[name] = make(X, Y, config)
        except ImportError:
            print(f"  {name} is not installed (extra `bench`): left out")
    return found


def _notebook(X: FloatArray, Y: FloatArray, config: TrainingConfig) -> Implementation:
    iterations = 5
    size = config.batch_size or X.shape[1]
    batches = [np.roll(np.arange(X.shape[1]), -size * number)[:size] for number in range(iterations)]

    def run() -> None:
        parameters = notebook_oracle.initialize_parameters_deep(config.layer_dims(len(X)), config.seed)
        velocities, rate = zero_velocities(parameters), config.learning_rate
        for batch in batches:
            x, y = (X[:, batch], Y[:, batch]) if config.batch_size else (X, Y)
            AL, caches = notebook_oracle.L_model_forward(x, parameters)
            cost = notebook_oracle.compute_cost(AL, y)
            grads = notebook_oracle.L_model_backward(AL, y, caches)
            if config.l2:
                cost, grads = add_l2_penalty(cost, grads, parameters, squared_norm(parameters), config.l2 / X.shape[1])
            if config.momentum:
                velocities, grads = add_momentum(velocities, grads, config.momentum)
                rate = averaging_rate(config.learning_rate, velocities)
            parameters = notebook_oracle.update_parameters(parameters, grads, rate)

    return iterations, run


def _sklearn(X: FloatArray, Y: FloatArray, config: TrainingConfig) -> Implementation:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    rows, labels = np.ascontiguousarray(X.T), Y[0].astype(int)
    epochs, size = 20, config.batch_size or len(rows)

    def run() -> None:
        model = MLPClassifier(
            config.hidden_layers,
            solver="sgd",
            alpha=config.l2,
            batch_size=size,
            learning_rate_init=(1 - config.momentum) * config.learning_rate,
            momentum=config.momentum,
            nesterovs_momentum=False,
            max_iter=epochs,
            n_iter_no_change=10_000,
            random_state=1,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(rows, labels)

    return epochs * -(-len(rows) // size), run


def _torch(X: FloatArray, Y: FloatArray, config: TrainingConfig) -> Implementation:
    import torch

    rows = torch.tensor(X.T, dtype=torch.float32)
    labels = torch.tensor(Y.T, dtype=torch.float32)
    layers: list[torch.nn.Module] = []
    for fan_in, fan_out in pairwise(config.layer_dims(len(X))):
        layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    decay = config.l2 / len(rows)
    optimizer = torch.optim.SGD(
        model.parameters(), config.learning_rate, config.momentum, dampening=config.momentum, weight_decay=decay
    )
    loss = torch.nn.BCEWithLogitsLoss()
    iterations, size = 20, config.batch_size or len(rows)

    def run() -> None:
        for iteration in range(iterations):
            place = slice(iteration % (len(rows) // size) * size, None)
            optimizer.zero_grad()
            loss(model(rows[place][:size]), labels[place][:size]).backward()
            optimizer.step()

    return iterations, run
