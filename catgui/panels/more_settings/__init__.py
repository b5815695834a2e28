"""Parts of the panel of more settings."""
