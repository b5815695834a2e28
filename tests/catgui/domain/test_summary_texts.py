"""What a click on a summary does is said for each finding."""

import pytest

from catgui.domain.summary_texts import click_text
from engine.analysis.run_summary import Finding, RunSummary


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        (RunSummary(Finding.DIVERGED, "", learning_rate=0.0075), "Set the learning rate to 0.0075"),
        (RunSummary(Finding.STILL_FALLING, "", iterations=3500), "Set the iterations to 3,500"),
        (RunSummary(Finding.UNLEARNED, "", iterations=1000), "Set the iterations to 1,000"),
        (RunSummary(Finding.OVERFITTING, "", iteration=1850), "Show the network after iteration 1,850"),
        (RunSummary(Finding.DEAD, ""), "Show the units of the network in Weights"),
        (RunSummary(Finding.NEARLY_DEAD, ""), "Show the units of the network in Weights"),
        (RunSummary(Finding.STOPPED_EARLY, "", iteration=850), "Show Results"),
        (RunSummary(Finding.ACCURACY, ""), "Show Results"),
        (RunSummary(Finding.TOO_SHORT, ""), ""),
        (RunSummary(Finding.STILL_FALLING, ""), ""),
        (RunSummary(Finding.UNLEARNED, ""), ""),
    ],
)
def test_the_click_is_described(summary, text):
    assert click_text(summary) == text
