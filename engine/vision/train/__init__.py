"""Training of the cat detector that comes with the program: `python -m engine.vision.train`.

Imports: engine.errors, engine.images, engine.progress, engine.storage, engine.text, engine.typing, engine.version,
engine.vision, engine.vision.detection.
"""
