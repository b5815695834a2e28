"""The fields of single settings."""
