"""Analysis of a trained network: evaluation, units, feature maps, dead networks, attribution, occlusion, run summary.

Imports: engine.errors, engine.nn, engine.progress, engine.system, engine.text, engine.typing, engine.vision.
"""
