"""The panels: each shows one or more models and turns gestures into calls on them.

Imports: catgui.domain, catgui.domain.edits, catgui.domain.effects, catgui.domain.explanation, catgui.domain.units,
catgui.inputs, catgui.models, catgui.models.edits, catgui.models.effects, catgui.models.network, catgui.models.photos,
catgui.models.pictures, catgui.models.runs, catgui.models.training, catgui.style, catgui.widgets.basic,
catgui.widgets.data, catgui.widgets.effects, catgui.widgets.figures, catgui.widgets.forms, catgui.widgets.maps,
catgui.widgets.photos, catgui.widgets.pictures, catgui.widgets.plots, engine.analysis, engine.data, engine.data.sources,
engine.experiments, engine.images, engine.system, engine.training.
"""
