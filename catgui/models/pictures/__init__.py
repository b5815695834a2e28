"""Qt list models of pictures: data set, predictions, contributions, doubtful labels, units."""
