"""The user's photos: the collection, its rows, and the verdicts of the network and of the detector."""
