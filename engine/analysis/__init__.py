"""Analysis of a trained network: evaluation, inspection of units, dead networks, attribution.

Imports: engine.errors, engine.nn, engine.typing.
"""
