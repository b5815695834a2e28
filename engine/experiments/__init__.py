"""Experiments: seed studies, cross-validation, leave-one-out, doubtful labels, the notebook beside the engine."""
