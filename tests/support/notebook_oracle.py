"""The notebook's arithmetic, taken literally and in float64, and its published results, to compare the engine with.

It keeps what the engine avoids: log(AL), the division in dAL, dA0, and two passes over X per iteration.
"""

import numpy as np


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z)), Z


def relu(Z):
    return np.maximum(0, Z), Z


def sigmoid_backward(dA, cache):
    s = 1 / (1 + np.exp(-cache))
    return dA * s * (1 - s)


def relu_backward(dA, cache):
    dZ = np.array(dA, copy=True)
    dZ[cache <= 0] = 0
    return dZ


def initialize_parameters_deep(layer_dims, seed=1):
    stream = np.random.RandomState(seed)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        draws = stream.randn(layer_dims[layer], layer_dims[layer - 1])
        parameters[f"W{layer}"] = draws / np.sqrt(layer_dims[layer - 1])
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


def linear_forward(A, W, b):
    return np.dot(W, A) + b, (A, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = {"relu": relu, "sigmoid": sigmoid}[activation](Z)
    return A, (linear_cache, activation_cache)


def L_model_forward(X, parameters):
    depth = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, depth + 1):
        activation = "relu" if layer < depth else "sigmoid"
        A, cache = linear_activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    return float(-(1 / m) * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    return np.dot(W.T, dZ), np.dot(dZ, A_prev.T) / m, np.sum(dZ, axis=1, keepdims=True) / m


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    backward = {"relu": relu_backward, "sigmoid": sigmoid_backward}[activation]
    return linear_backward(backward(dA, activation_cache), linear_cache)


def L_model_backward(AL, Y, caches):
    depth = len(caches)
    grads = {}
    dA = -(Y / AL - (1 - Y) / (1 - AL))
    for layer in range(depth, 0, -1):
        activation = "sigmoid" if layer == depth else "relu"
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = linear_activation_backward(dA, caches[layer - 1], activation)
        grads[f"dA{layer - 1}"] = dA
    return grads


def update_parameters(parameters, grads, learning_rate):
    return {name: value - learning_rate * grads["d" + name] for name, value in parameters.items()}


def train(X, Y, layer_dims, learning_rate, iterations, seed=1):
    """The parameters after all iterations, and the cost of each iteration."""
    parameters = initialize_parameters_deep(layer_dims, seed)
    costs = []
    for _ in range(iterations):
        AL, caches = L_model_forward(X, parameters)
        costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs


def predict(X, parameters):
    """The label of each example, one at a time as the notebook does, (1, m)."""
    AL, _ = L_model_forward(X, parameters)
    labels = np.zeros((1, X.shape[1]), dtype=int)
    for i in range(AL.shape[1]):
        labels[0, i] = 1 if AL[0, i] > 0.5 else 0
    return labels


def logistic_regression(X, Y, learning_rate, iterations):
    """The weights (features, 1), the bias and all costs of the notebook before, which begins with zeros."""
    w, b, m, costs = np.zeros((len(X), 1)), 0.0, X.shape[1], []
    for _ in range(iterations):
        A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
        costs.append(float(-(1 / m) * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))))
        w = w - learning_rate * np.dot(X, (A - Y).T) / m
        b = b - learning_rate * np.sum(A - Y) / m
    return w, b, costs


# The published costs of that on the course photos after 0, 100, ... 1,900 iterations, at the learning rate 0.005, and
# how many pictures of each part are right after 2,000.
LOGISTIC_COSTS = (
    0.693147,
    0.584508,
    0.466949,
    0.376007,
    0.331463,
    0.303273,
    0.279880,
    0.260042,
    0.242941,
    0.228004,
    0.214820,
    0.203078,
    0.192544,
    0.183033,
    0.174399,
    0.166521,
    0.159305,
    0.152667,
    0.146542,
    0.140872,
)
LOGISTIC_RIGHT = {"train": 207, "test": 35}

# The published run on the course photos: layers [12288, 20, 7, 5, 1], rate 0.0075, 2500 iterations, float64.
# The costs agree with those in the notebook to 1e-15.
COSTS = (
    0.7717493284237686,
    0.6720534400822914,
    0.6482632048575212,
    0.6115068816101354,
    0.5670473268366111,
    0.5401376634547801,
    0.5279299569455267,
    0.46547737717668514,
    0.369125852495928,
    0.39174697434805344,
    0.31518698886006163,
    0.2726998441789385,
    0.23741853400268137,
    0.19960120532208644,
    0.18926300388463305,
    0.1611885466582775,
    0.14821389662363318,
    0.1377748781297294,
    0.12974017549190123,
    0.12122535068005211,
    0.1138206066863371,
    0.10783928526254132,
    0.1028546606935268,
    0.10089745445261786,
    0.09287821526472397,
    0.088439943441702,
)

TRAIN_ACCURACY = 0.9856459330143541
TEST_ACCURACY = 0.8
TRAIN_WRONG = [68, 92, 124]
TEST_WRONG = [5, 11, 13, 19, 28, 29, 34, 38, 44, 45]

# Probability of "cat" for each test picture.
TEST_PROBABILITIES = (
    0.9990748580722062,
    0.9963254724933898,
    0.9720807555669679,
    0.8376753336332222,
    0.9843877851628361,
    0.6172592150091634,
    0.7516802816515075,
    0.9994138682518378,
    0.9875017234102613,
    0.9881236690961469,
    0.9974703321528439,
    0.4731703227422417,
    0.9927005876149297,
    0.9997753969351119,
    0.07963096550971896,
    0.9981408013999082,
    0.22055630741283447,
    0.9936510213713642,
    0.8025641119898015,
    0.10296507431273201,
    0.9888057202509815,
    0.11655898368913577,
    0.07963096550971896,
    0.7606924322956858,
    0.9457891016586405,
    0.9933908802498245,
    0.9557002186010164,
    0.07963096550971896,
    0.19671978039865323,
    0.9968415960748283,
    0.9576271925936477,
    0.9999203605506533,
    0.9966655951089315,
    0.9785640975861113,
    0.8469058779153676,
    0.07963096550971896,
    0.09172060762946674,
    0.7845468086711943,
    0.9179291882627074,
    0.07963096550971896,
    0.9605674128239186,
    0.9757613510519875,
    0.7997214240577988,
    0.07948978755542319,
    0.9644241269997315,
    0.9983805173474533,
    0.5064434184053438,
    0.9999941424586809,
    0.5442629972032029,
    0.1265201264092541,
)
