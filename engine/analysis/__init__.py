"""Analysis of a trained network: evaluation, units, feature maps, dead networks, occlusion, summary."""
