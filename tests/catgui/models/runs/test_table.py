"""The stages of a run."""

import pytest

from catgui.models.runs.table import format_rates, format_stages, stages_with_steps
from engine.training.config import TrainingConfig
from engine.training.run import Stage

FIRST = Stage(0, TrainingConfig())
LOWER = Stage(840, TrainingConfig(learning_rate=0.00005))
LONGER = Stage(1200, TrainingConfig(learning_rate=0.00005, iterations=3000, patience=9))


@pytest.mark.parametrize(
    ("stages", "rows"),
    [
        ([], []),
        ([FIRST, LOWER], [("0", "Learning rate 0.0075"), ("840", "Learning rate 0.00005")]),
        (
            [FIRST, LOWER, LONGER],
            [
                ("0", "Learning rate 0.0075, Iterations 2500, Early stopping 0"),
                ("840", "Learning rate 0.00005"),
                ("1,200", "Iterations 3000, Early stopping 9"),
            ],
        ),
        ([FIRST, Stage(9, FIRST.config)], [("0", "unchanged"), ("9", "unchanged")]),
    ],
)
def test_each_stage_has_the_settings_that_it_changed(stages, rows):
    assert format_stages(stages) == rows


def test_the_title_has_each_rate():
    assert format_rates([]) == ""
    assert format_rates([FIRST]) == "Learning rate: 0.0075"
    assert format_rates([FIRST, LOWER, LONGER]) == "Learning rate: 0.0075  ·  From iteration 840: 0.00005"


def test_a_stage_without_steps_is_left_out():
    assert stages_with_steps([FIRST, Stage(840, FIRST.config), LOWER, LONGER], 1200) == [FIRST, LOWER]
