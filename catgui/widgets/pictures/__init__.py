"""Grids and views of data-set pictures.

Imports: catgui.domain, catgui.domain.maps, catgui.style, catgui.widgets.basic, catgui.widgets.figures,
catgui.widgets.maps.
"""
