"""The cards of the user's photos.

Imports: catgui.domain, catgui.domain.edits, catgui.style, catgui.widgets.basic, catgui.widgets.figures,
catgui.widgets.pictures, engine.images, engine.text.
"""
