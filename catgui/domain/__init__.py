"""Values and texts of the window, without widgets: photo entries, run records, sentences."""
