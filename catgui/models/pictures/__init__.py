"""Qt list models of pictures: data set, predictions, contributions, units.

Imports: catgui.domain, catgui.domain.edits, catgui.domain.effects, catgui.domain.units, catgui.models.network,
catgui.style, engine.analysis, engine.data.
"""
