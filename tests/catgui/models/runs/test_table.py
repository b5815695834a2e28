"""The rates of a run."""

from catgui.models.runs.table import format_rates
from engine.training.config import TrainingConfig
from engine.training.run import Stage

FIRST = Stage(0, TrainingConfig())
LOWER = Stage(840, TrainingConfig(learning_rate=0.00005))
LONGER = Stage(1200, TrainingConfig(learning_rate=0.00005, iterations=3000, patience=9))


def test_the_title_has_each_rate():
    assert format_rates([]) == ""
    assert format_rates([FIRST]) == "Learning rate: 0.0075"
    assert format_rates([FIRST, LOWER, LONGER]) == "Learning rate: 0.0075  ·  From iteration 840: 0.00005"
