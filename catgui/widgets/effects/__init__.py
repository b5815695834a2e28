"""The views of what training pictures do to a prediction: their shares and their effects.

Imports: catgui.domain, catgui.domain.effects, catgui.domain.explanation, catgui.style, catgui.widgets.basic,
catgui.widgets.figures, catgui.widgets.pictures.
"""
