"""What a network gets right, which units are dead, and which pictures a prediction is made of.

Imports: engine.errors, engine.nn, engine.typing.
"""
