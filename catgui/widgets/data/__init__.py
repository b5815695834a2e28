"""Widgets to choose data with: sources, folders of pictures and their settings, what a drop will do."""
