"""Parts of the panel of the results."""
