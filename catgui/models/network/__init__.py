"""Analysis of the network shown: explanations of predictions, weights, filters and maps.

Imports: catgui.domain, catgui.domain.units, catgui.models, catgui.models.tasks, catgui.models.training,
engine.analysis, engine.data, engine.errors, engine.nn, engine.progress, engine.training, engine.typing, engine.vision.
"""
