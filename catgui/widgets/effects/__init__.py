"""The view of the effects of training pictures.

Imports: catgui.domain, catgui.domain.effects, catgui.style, catgui.widgets.basic, catgui.widgets.pictures.
"""
