"""The state of the window; each piece has one owner that says when it changed."""
