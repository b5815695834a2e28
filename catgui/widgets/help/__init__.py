"""The dialogs of the Help menu, and the sheet and the frame of the guided lessons.

Imports: catgui.domain.features, catgui.help, catgui.style, catgui.widgets.basic, catgui.widgets.plots,
engine.training, engine.validation.
"""
