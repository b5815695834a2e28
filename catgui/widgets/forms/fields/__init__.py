"""The fields of single settings.

Imports: catgui.domain.features, catgui.style, catgui.widgets.basic, engine.errors, engine.text, engine.training,
engine.validation.
"""
