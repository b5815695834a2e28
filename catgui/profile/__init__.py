"""The profile: one SQLite file with all that the program keeps of its user, and the thread that writes it."""
