"""Maps over pictures, as values and in words."""
