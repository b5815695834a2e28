"""Widgets to choose data with: sources, the folders of one's own pictures, their settings.

Imports: catgui.domain, catgui.style, catgui.widgets.basic, catgui.widgets.photos, engine.data.image_folder,
engine.images.
"""
