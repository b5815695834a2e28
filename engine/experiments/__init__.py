"""Experiments: seed studies, cross-validation, doubtful labels, the notebook beside the engine."""
