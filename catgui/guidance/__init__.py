"""The Help menu: its window, the lessons, the search, and terms explained in tooltips."""
