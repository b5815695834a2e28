"""Maps over a picture: what each place does to the logit, in the colors of the classes."""
