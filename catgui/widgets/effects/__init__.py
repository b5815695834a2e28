"""The views of what training pictures do to a prediction: their shares and their effects."""
