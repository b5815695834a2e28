"""Colors, themes and pixels: how everything looks.

Imports: engine.resources.
"""
