"""Pictures at the answers that a network gives."""
