"""Analysis of a trained network: evaluation, units, dead networks, occlusion, summary."""
