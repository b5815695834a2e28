"""The network: activations, forward and backward propagation, and the two forms of its first layer.

Imports: engine.typing.
"""
