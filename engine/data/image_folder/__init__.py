"""Data sets from a folder with one subfolder of pictures for each class."""
