"""The network: activations, propagation, and the two forms of its first layer."""
