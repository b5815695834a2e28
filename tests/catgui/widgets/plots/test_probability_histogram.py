"""The histogram of probabilities."""

import numpy as np
from PySide6.QtWidgets import QApplication

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
        QApplication.processEvents()
        image = histogram.grab().toImage()
        middle = round(histogram.getViewBox().mapRectToScene(histogram.getViewBox().rect()).center().x())
        return image.copy(0, 0, middle, image.height()), image.copy(middle, 0, middle, image.height())

    for _ in range(3):  # the axis takes its width as it is drawn
        left, right = halves(("non-cat", "cat"))
    left_of_others, right_of_others = halves(("dog", "cat"))
    assert left == left_of_others, "the name of class 0 is not over its bars"
    assert right != right_of_others


def test_the_axis_counts_the_pictures_of_both_classes(qtbot):
    histogram = ProbabilityHistogram()
    qtbot.addWidget(histogram)
    counts = np.zeros((2, 40), np.int64)
    counts[0, 3], counts[1, 30] = 5, 1200
    histogram.show()
    histogram.show_counts(counts, ("non-cat", "cat"), 0.5)
    histogram.grab()
    axis = histogram.getAxis("left")
    assert axis.isVisible()
    assert [text for _, text in axis._tickLevels[0]] == ["1,200", "600", "0", "600", "1,200"]
    assert histogram.getViewBox().viewRange()[1] == [-1200, 1200]
