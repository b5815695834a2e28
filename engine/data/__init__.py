"""Data sets: in memory, edited, split, and opened from HDF5 files, folders of pictures or the course photos."""
