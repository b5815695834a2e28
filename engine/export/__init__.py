"""Export of a run: Jupyter notebook, web page."""
