"""The user's photos: the collection, its rows, and the verdicts of the network and of the detector.

Imports: catgui.domain, catgui.inputs, catgui.models, catgui.models.pictures, catgui.models.tasks,
catgui.models.training, catgui.style, catgui.workers, engine.analysis, engine.data, engine.errors, engine.images,
engine.nn, engine.progress, engine.saved_model, engine.system, engine.text, engine.training, engine.vision.detection.
"""
