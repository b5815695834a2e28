"""Widgets for the user's photos: drop area, cards, toolbar.

Imports: catgui.domain, catgui.inputs, catgui.style, catgui.widgets.basic, catgui.widgets.figures, catgui.widgets.maps,
catgui.widgets.photos.cards, catgui.widgets.pictures, engine.analysis, engine.images, engine.text.
"""
