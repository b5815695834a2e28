"""Colors, themes and pixels: how everything looks."""
