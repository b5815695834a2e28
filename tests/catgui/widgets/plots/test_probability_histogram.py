"""The histogram of probabilities."""

import numpy as np

from catgui.widgets.plots.probability_histogram import ProbabilityHistogram


def test_no_name_covers_the_bars_of_a_network_that_has_learned(qtbot):
    histogram = ProbabilityHistogram()
    qtbot.addWidget(histogram)
    histogram.resize(500, 90)
    counts = np.zeros((2, 40), np.int64)
    counts[0, :8], counts[1, -8:] = 9, 9
    histogram.show()

    def halves(classes):
        histogram.show_counts(counts, classes, 0.5)
        image = histogram.grab().toImage()
        middle = image.width() // 2
        return image.copy(0, 0, middle, image.height()), image.copy(middle, 0, middle, image.height())

    left, right = halves(("non-cat", "cat"))
    left_of_others, right_of_others = halves(("dog", "cat"))
    assert left == left_of_others, "the name of class 0 is not over its bars"
    assert right != right_of_others
