"""Data sets in the course's HDF5 schema: found, checked, read and written."""
