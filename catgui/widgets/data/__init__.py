"""Widgets to choose data with: sources, folders of pictures and their settings, what a drop will do.

Imports: catgui.domain, catgui.domain.edits, catgui.style, catgui.widgets.basic, catgui.widgets.figures,
catgui.widgets.photos, catgui.widgets.photos.cards, catgui.widgets.pictures, engine.analysis, engine.data,
engine.data.image_folder, engine.data.sources, engine.images, engine.system, engine.text.
"""
