"""Colors, themes and pixels: how everything looks.

Imports: engine.errors, engine.resources.
"""
