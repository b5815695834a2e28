"""Widgets for data: the grid of their pictures, and what is asked when others are opened or added."""
