"""Controls that settings are entered with.

Imports: catgui.domain, catgui.style, catgui.widgets.basic, catgui.widgets.plots, engine.errors, engine.text,
engine.training, engine.validation.
"""
