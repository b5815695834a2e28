"""Maps over a picture: what each place does to the logit, in the colors of the classes.

Imports: catgui.domain.maps, catgui.help, catgui.style, catgui.widgets.basic, engine.typing.
"""
