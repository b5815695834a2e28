"""Analysis of the network shown: explanations of predictions, maps of pictures, units and filters.

Imports: catgui.domain, catgui.domain.explanation, catgui.domain.maps, catgui.domain.units, catgui.models,
catgui.models.tasks, catgui.models.training, engine.analysis, engine.data, engine.errors, engine.nn, engine.progress,
engine.system, engine.training, engine.typing, engine.vision, engine.vision.classification, engine.vision.detection.
"""
