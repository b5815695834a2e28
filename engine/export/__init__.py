"""Export of a run: HTML report, Python script, Jupyter notebook."""
