"""The stages of a run."""

import numpy as np
import pytest

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.models.runs.stages import find_parent, format_rates, format_stages, stages_with_steps
from engine.data.reference import DataReference
from engine.saved_model.recipe import RunRecipe
from engine.training.config import TrainingConfig
from engine.training.run import Stage

FIRST = Stage(0, TrainingConfig())
LOWER = Stage(840, TrainingConfig(learning_rate=0.00005))
LONGER = Stage(1200, TrainingConfig(learning_rate=0.00005, iterations=3000, flips=True))
COSTS = np.linspace(0.7, 0.1, 1500)


def record(number, stages, costs=COSTS, data="photos"):
    recipe = RunRecipe(DataReference(data), tuple(stages), len(costs), len(costs))
    none, last = np.empty(0), LastNetwork(len(costs), 0.1, 0.2)
    return RunRecord(
        number, "", False, False, 0.0, data, stages[-1].config, None, costs, (none, none), 0.9, 0.5, recipe, last
    )


@pytest.mark.parametrize(
    ("stages", "rows"),
    [
        ([], []),
        ([FIRST, LOWER], [("0", "Learning rate 0.0075"), ("840", "Learning rate 0.00005")]),
        (
            [FIRST, LOWER, LONGER],
            [
                ("0", "Learning rate 0.0075, Iterations 2500, Flips off"),
                ("840", "Learning rate 0.00005"),
                ("1,200", "Iterations 3000, Flips on"),
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
    assert format_rates([FIRST, LOWER, LONGER]) == "Learning rate: 0.0075, from iteration 840: 0.00005"


def test_a_stage_without_steps_is_left_out():
    assert stages_with_steps([FIRST, Stage(840, FIRST.config), LOWER, LONGER], 1200) == [FIRST, LOWER]


def test_the_parent_is_the_newest_run_with_the_same_earlier_steps():
    runs = [
        record(1, [FIRST]),
        record(2, [FIRST]),
        record(3, [FIRST], COSTS + 1),
        record(4, [FIRST], COSTS[:700]),
        record(5, [FIRST], data="drawings"),
        record(6, [FIRST, LOWER]),
    ]
    costs = np.concatenate([COSTS[:840], np.zeros(100)])
    assert find_parent(runs, "photos", [FIRST, LOWER], costs).number == 2
    assert find_parent(runs, "photos", [FIRST, LOWER, LONGER], COSTS).number == 6
    assert find_parent(runs, "photos", [FIRST], COSTS) is None
    assert find_parent(runs[2:], "photos", [FIRST, LOWER], costs) is None
