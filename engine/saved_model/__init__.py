"""Trained networks as files, with nothing executable inside, and the recipes that repeat their runs."""
