"""Qt list models of pictures: data set, predictions, units."""
