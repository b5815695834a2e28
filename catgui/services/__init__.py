"""Services of the whole program: settings, log, its own files, storage check, garbage collection."""
