"""Data sources: built in, the course photos, an HDF5 pair, a folder of pictures."""
