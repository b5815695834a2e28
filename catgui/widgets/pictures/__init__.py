"""Grids and views of data-set pictures."""
