"""Editing the data, and what an edit has changed."""
