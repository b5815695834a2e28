"""Colors, themes, the size of the text, and pixels: how everything looks."""
