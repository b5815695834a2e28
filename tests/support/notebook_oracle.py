"""The notebook's arithmetic, taken literally and in float64, to compare the engine with.

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
