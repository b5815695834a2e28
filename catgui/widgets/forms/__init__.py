"""Controls that settings are entered with.

Imports: catgui.domain, catgui.domain.features, catgui.style, catgui.widgets.basic, catgui.widgets.forms.fields,
catgui.widgets.plots, engine.errors, engine.training, engine.validation.
"""
