"""Small widgets that any panel may use: labels, buttons, messages, dialogs.

Imports: catgui.style, engine.resources.
"""
