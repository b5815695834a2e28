"""Export of a run: HTML report, Jupyter notebook, web page."""
