"""Controls that settings are entered with.

Imports: catgui.domain, catgui.style, catgui.widgets.basic, catgui.widgets.photos, catgui.widgets.plots,
engine.data.image_folder, engine.errors, engine.images, engine.training, engine.validation.
"""
