"""Parts of the panel of the answers."""
