"""Analysis of the network shown: explanations of predictions, maps of pictures, and weights.

Imports: catgui.domain, catgui.domain.maps, catgui.domain.units, catgui.models, catgui.models.tasks,
catgui.models.training, engine.analysis, engine.data, engine.errors, engine.nn, engine.progress, engine.system,
engine.training, engine.vision, engine.vision.classification, engine.vision.detection.
"""
