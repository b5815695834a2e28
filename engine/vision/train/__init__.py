"""Training of the cat detector that comes with the program: `python -m engine.vision.train`."""
