"""The explanation of a prediction by the shares of training pictures, as a value and in words."""
