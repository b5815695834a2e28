"""The text of a program of plain NumPy: the functions of the network, and a piece for each option."""

from __future__ import annotations

from dataclasses import dataclass

from engine.nn.parameters import INITIALIZATIONS

_INITIALIZE = """
def initialize_parameters(layer_dims, seed):
    stream = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = stream.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(FAN_IN)
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters
"""

_SIGMOID = """
def sigmoid(Z):
    E = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1.0, E) / (1.0 + E)
"""

_FORWARD = '''
def forward(X, parameters):
    """The activations and the linear parts of all layers; A[0] is X, A[-1] the probability of class 1."""
    depth = len(parameters) // 2
    A, Z = [X], [None]
    for l in range(1, depth + 1):
        Z.append(parameters[f"W{l}"] @ A[-1] + parameters[f"b{l}"])
        A.append(sigmoid(Z[-1]) if l == depth else np.maximum(Z[-1], 0.0))
    return A, Z
'''

_FORWARD_WITH_DROPOUT = '''
def forward(X, parameters, D=None):
    """The activations and the linear parts of all layers; A[0] is X, A[-1] the probability of class 1.

    With dropout, the activations of hidden layer l are multiplied by D[l].
    """
    depth = len(parameters) // 2
    A, Z = [X], [None]
    for l in range(1, depth + 1):
        Z.append(parameters[f"W{l}"] @ A[-1] + parameters[f"b{l}"])
        A.append(sigmoid(Z[-1]) if l == depth else np.maximum(Z[-1], 0.0))
        if D and l < depth:
            A[l] = A[l] * D[l]
    return A, Z
'''

_COST = '''
def compute_cost(ZL, Y):
    """Cross-entropy, from the logits: exact where a probability rounds to 0 or 1."""
    return np.logaddexp(0.0, (1.0 - 2.0 * Y) * ZL).sum() / Y.shape[1]
'''

_BACKWARD = '''
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
'''

_BACKWARD_WITH_DROPOUT = '''
def backward(A, Z, Y, parameters, D=None):
    """The gradients of the cost, layer by layer from the top; what dropout has silenced gets none."""
    m, grads = Y.shape[1], {}
    dZ = A[-1] - Y
    for l in range(len(parameters) // 2, 0, -1):
        grads[f"W{l}"] = dZ @ A[l - 1].T / m
        grads[f"b{l}"] = dZ.sum(axis=1, keepdims=True) / m
        if l > 1:
            dZ = (parameters[f"W{l}"].T @ dZ) * (Z[l - 1] > 0)
            if D:
                dZ = dZ * D[l - 1]
    return grads
'''

_PREDICT = """
def predict(X, parameters):
    return (forward(X, parameters)[0][-1] > THRESHOLD).astype(int)
"""


def network_functions(initialization: str, dropout: bool, threshold: float) -> str:
    """The functions of the network; `dropout` says whether some step needs it."""
    gain = INITIALIZATIONS[initialization]
    fan_in = "layer_dims[l - 1]" if gain == 1.0 else f"layer_dims[l - 1] / {gain}"
    forward, backward = (_FORWARD_WITH_DROPOUT, _BACKWARD_WITH_DROPOUT) if dropout else (_FORWARD, _BACKWARD)
    first, last = _INITIALIZE.replace("FAN_IN", fan_in), _PREDICT.replace("THRESHOLD", repr(threshold))
    return "\n".join((_SIGMOID, first, forward, _COST, backward, last))


@dataclass(frozen=True, slots=True)
class Snippet:
    """What an option adds to a program.

    Attributes: `field`, its name in TrainingConfig; `prose` and `functions`, of a section ahead of the training;
    `examples`, the line that makes the examples of a step from those that are called {x} and {y}, and assigns X or Y;
    `gradients`, lines that change the cost or the gradients of a step. The number after a seed is a
    `batches.RandomStream`.
    """

    field: str
    prose: str
    functions: str
    examples: str = ""
    gradients: tuple[str, ...] = ()


_BATCHES = Snippet(
    field="batch_size",
    prose="Mini-batches: each step looks at so many training pictures, shuffled anew whenever all have had their turn.",
    functions='''
def batch(X, Y, size, seed, i):
    """The examples of step i; the last batch of an epoch holds what is left for it."""
    m = Y.shape[1]
    epoch, place = divmod(i, -(-m // size))
    order = np.random.default_rng([seed, 1, epoch]).permutation(m)
    which = order[place * size : (place + 1) * size]
    return X[:, which], Y[:, which]
''',
    examples="X, Y = batch({x}, {y}, batch_size, seed, i)",
)

_FLIPS = Snippet(
    field="flips",
    prose="Flips: at each step every picture is mirrored, left to right, with probability 1/2.",
    functions="""
def flipped(X, seed, i):
    pictures = X.T.reshape(-1, *data["train_x"].shape[1:])
    mirrored = np.random.default_rng([seed, 3, i]).random(len(pictures)) < 0.5
    pictures = np.where(mirrored[:, None, None, None], pictures[:, :, ::-1], pictures)
    return pictures.reshape(len(pictures), -1).T
""",
    examples="X = flipped({x}, seed, i)",
)

_SHIFTS = Snippet(
    field="shifts",
    prose="Shifts: at each step every picture is moved by up to so many pixels, its edge repeated where it leaves a "
    "gap.",
    functions="""
def shifted(X, shifts, seed, i):
    pictures = X.T.reshape(-1, *data["train_x"].shape[1:])
    count, height, width, _ = pictures.shape
    stream = np.random.default_rng([seed, 4, i])
    across, down = stream.integers(-shifts, shifts, (2, count, 1), endpoint=True)
    columns = np.clip(np.arange(width) - across, 0, width - 1)
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    pictures = pictures[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return pictures.reshape(count, -1).T
""",
    examples="X = shifted({x}, shifts, seed, i)",
)

_DROPOUT = Snippet(
    field="dropout",
    prose="Dropout: at each step every hidden unit is silent for a picture with this probability, and louder "
    "otherwise, so that the sums above it keep their expected size.",
    functions='''
def dropout_masks(layer_dims, m, dropout, seed, i):
    """What the activations of hidden layer l are multiplied by at step i, for each l."""
    stream = np.random.default_rng([seed, 2, i])
    hidden = range(1, len(layer_dims) - 1)
    return {l: (stream.random((layer_dims[l], m)) >= dropout) / (1.0 - dropout) for l in hidden}
''',
    examples="D = dropout_masks(layer_dims, {y}.shape[1], dropout, seed, i)",
)

_PENALTY = Snippet(
    field="l2",
    prose="The L2 penalty: large weights cost extra, l2 / (2 m) times the sum of their squares, where m is the number "
    "of pictures to learn from. Biases cost nothing.",
    functions="""
def penalty(parameters, l2, m):
    return l2 / (2 * m) * sum((W**2).sum() for name, W in parameters.items() if name.startswith("W"))


def with_penalty(grads, parameters, l2, m):
    return {name: grad + l2 / m * parameters[name] if name.startswith("W") else grad for name, grad in grads.items()}
""",
    gradients=("cost += penalty(parameters, l2, m)", "grads = with_penalty(grads, parameters, l2, m)"),
)

_MOMENTUM = Snippet(
    field="momentum",
    prose="Momentum: each step keeps a share of the speed of the one before. At first there is none.",
    functions="""
def at_rest(parameters):
    return {name: np.zeros_like(value) for name, value in parameters.items()}
""",
    gradients=("velocities = {name: momentum * v + grads[name] for name, v in velocities.items()}",),
)

# In the order in which they act within a step.
SNIPPETS = (_BATCHES, _FLIPS, _SHIFTS, _DROPOUT, _PENALTY, _MOMENTUM)
