"""The Help menu: its window, guided lessons, the search, and terms explained in tooltips."""
