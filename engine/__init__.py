"""The neural network of the cat notebook, from scratch in NumPy: a library that happens to have a window.

Arrays put examples in columns: X is (features, m), Y is (1, m). No Qt, and no output but return values, yields and
exceptions. The modules read in the order of the mathematics: activations, propagation, parameters, first_layer,
training, evaluation.
"""
