"""Widgets to choose data with: sources, folders of pictures and their settings, what a drop will do.

Imports: catgui.domain, catgui.style, catgui.widgets.basic, catgui.widgets.photos, catgui.widgets.pictures,
engine.data.image_folder, engine.images.
"""
