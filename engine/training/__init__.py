"""Training by gradient descent: settings, steps, checkpoints, and the run that holds them."""
