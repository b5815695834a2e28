"""What Help says of where the cat detector comes from."""

from __future__ import annotations

DETECTOR_ORIGIN = (
    "The cat detector and the pretrained filters were trained by Catgui's own engine, from scratch, on CIFAR-10 "
    "(60,000 pictures of 32x32; no license is stated), on 5,874 photos of cats and dogs and on 890 photos of other "
    "things, one for each of as many classes of ImageNet, all from public repositories for research and teaching. "
    "None of these pictures is in the program, and 15% of the photos were kept aside: nothing was learned from them or "
    "chosen by them."
)
