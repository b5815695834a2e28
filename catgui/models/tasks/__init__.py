"""Background tasks and analyses for models, and what the user is told."""
