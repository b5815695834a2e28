"""Data sets in memory: pictures, labels, splits, folds and duplicates."""
