"""Analysis of a trained network: evaluation, inspection of units, dead networks, attribution, occlusion, run summary.

Imports: engine.errors, engine.nn, engine.text, engine.typing.
"""
