"""The history of runs, of this session and earlier ones."""
