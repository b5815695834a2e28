"""Texts about the summary of a run."""

from __future__ import annotations

from engine.analysis.run_summary import Finding, RunSummary

FAILURES = (Finding.DIVERGED, Finding.DEAD, Finding.NEARLY_DEAD)
_DEAD = (Finding.DEAD, Finding.NEARLY_DEAD)
_ACCURACIES = (Finding.STOPPED_EARLY, Finding.NO_BETTER, Finding.GAP, Finding.ACCURACY)


def click_text(summary: RunSummary) -> str:
    """What a click on the summary does; '' if there is nothing to do."""
    if summary.learning_rate is not None:
        return f"Set the learning rate to {summary.learning_rate:g}"
    if summary.iterations is not None:
        return f"Set the iterations to {summary.iterations:,}"
    if summary.finding is Finding.OVERFITTING:
        return f"Show the network after iteration {summary.iteration:,}"
    if summary.finding in _DEAD:
        return "Show the units of the network in Weights"
    return "Show Results" if summary.finding in _ACCURACIES else ""
