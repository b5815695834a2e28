"""Qt list models of pictures: data set, predictions, contributions, doubtful labels, units.

Imports: catgui.domain, catgui.domain.edits, catgui.domain.effects, catgui.domain.explanation, catgui.domain.units,
catgui.models.edits, catgui.style, engine.analysis, engine.data, engine.experiments.
"""
