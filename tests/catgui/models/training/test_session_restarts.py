"""The restart that waits for the run under way."""

from dataclasses import replace

from PySide6.QtCore import QObject

from catgui.models.training import session as session_module
from engine.training.config import TrainingConfig
from tests.support.sessions import on_end, on_run

QUICK = TrainingConfig(hidden_layers=(4,), iterations=60)
ENDLESS = replace(QUICK, iterations=5_000_000)


def test_a_run_under_way_is_left_for_a_while_and_the_last_request_wins(session, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(session_module, "_MIN_RUN_SECONDS", 0.05)
    begun = []
    on_run(session, lambda: begun.append(session.now.run.config))
    session.start(dataset, ENDLESS)
    with qtbot.wait_for_end(session):
        for seed in (2, 3):
            session.restart(dataset, replace(QUICK, seed=seed))
        assert begun == [ENDLESS]
    assert begun == [ENDLESS, replace(QUICK, seed=3)]
    assert len(session.now.costs) == QUICK.iterations


class Replacements(QObject):
    """Replaces a run by another one as soon as it is complete, as the drag of a slider does."""

    def __init__(self, session, dataset, configs):
        super().__init__()
        self._session, self._dataset, self._configs = session, dataset, configs
        on_end(session, self.replace)

    def replace(self):
        if self._configs:
            self._session.restart(self._dataset, self._configs.pop(0))


def test_no_test_cost_is_computed_behind_runs_that_are_replaced_at_once(session, dataset, qtbot, monkeypatch):
    completed, complete = [], session_module._complete

    def watched(run, *arguments):
        completed.append(run)
        complete(run, *arguments)

    monkeypatch.setattr(session_module, "_complete", watched)
    some_costs_left = TrainingConfig(hidden_layers=(4,), iterations=500)
    configs = [replace(some_costs_left, learning_rate=rate) for rate in (0.01, 0.02, 0.03)]
    replacements = Replacements(session, dataset, list(configs))
    session.start(dataset, some_costs_left)
    qtbot.waitUntil(
        lambda: session.now.run.config == configs[-1] and len(session.now.costs) == some_costs_left.iterations
    )
    qtbot.waitUntil(lambda: session.now.costs.is_complete)  # without any cost it is, too
    assert completed == [session.now.run]
    replacements.deleteLater()
