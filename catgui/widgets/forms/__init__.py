"""Controls that settings are entered with.

Imports: catgui.domain, catgui.domain.features, catgui.style, catgui.widgets.basic, catgui.widgets.forms.fields,
engine.errors, engine.training, engine.validation.
"""
