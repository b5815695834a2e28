"""The terminal commands: the only part of the engine that prints.

Imports: engine.analysis, engine.data, engine.data.hdf5, engine.data.image_folder, engine.data.sources, engine.errors,
engine.experiments, engine.images, engine.notebook, engine.progress, engine.saved_model, engine.system, engine.text,
engine.training, engine.validation, engine.version, engine.vision, engine.vision.detection.
"""
