"""The Help menu: its window, the lessons and the search."""
