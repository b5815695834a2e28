"""The panels: each shows one or more models and turns gestures into calls on them."""
