"""The five lessons: what to do and what to see, and the data and settings to begin with.

The texts name panels as `catgui.help.pages` has it.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig


class Lesson(NamedTuple):
    """A lesson.

    Attributes: `id`; `title`; `paragraphs`, its text; `settings`, those it begins with; `is_of_folder`, whether it
    begins with a folder of practice pictures in place of the drawings.
    """

    id: str
    title: str
    paragraphs: tuple[str, ...]
    settings: TrainingConfig = TrainingConfig()
    is_of_folder: bool = False


LESSONS = (
    Lesson(
        "gap",
        "Train, and read the gap",
        (
            "The network learns from the pictures in {data_panel}. The test part is kept back, to check it.",
            "Press Train. Each iteration changes the weights a little, to lower the cost: how wrong the network is.",
            "Where the test curve rises while the training curve falls, the network overfits: it learns by heart.",
            "Drag the slider to where the test curve is lowest. All panels follow.",
            "In {answers_panel}, pictures on red are wrong. Choose Training and play the run (▷), then Test: do the "
            "red fields empty?",
            "Find a smaller gap: try pretrained filters in {more_settings_panel}, and one hidden layer of 3 neurons.",
        ),
    ),
    Lesson(
        "rate",
        "Break the rate, mend it",
        (
            "Train with the learning rate 0.0075, as the notebook does.",
            "Set it to 0.5, and train. The steps are too big: the cost jumps, grows without end, or the network is "
            "dead.",
            "Set it to 0.0001, and train. The cost is still high at the end: underfitting.",
            "Find a rate between those two at which the cost falls without jumps. Tick runs in {runs_panel} to draw "
            "their curves.",
        ),
    ),
    Lesson(
        "seed",
        "How much is the seed?",
        (
            "Train, and remember the test accuracy in {results_panel}.",
            "The seed sets the random weights at the start. Change it alone in {more_settings_panel}, and train again. "
            "Whatever differs is chance.",
            "{reliability_panel} trains the same network from many seeds; each point is a whole training. Expect one "
            "more run like most of these.",
            "Which pictures are tested is chance too: cross-validation tests every training picture, in turn.",
        ),
    ),
    Lesson(
        "layers",
        "Why hidden layers?",
        (
            "Train without a hidden layer: one weight for each number of a picture, and a bias.",
            "All that it looks for is one picture, in {weights_panel}: a bright pixel there speaks for class 1, a dark "
            "one against it.",
            "In {between_panel} each point is a mix of three pictures. Without hidden layers the boundary is straight.",
            "Train with 3 neurons as the hidden layer, from random weights. The boundary bends at the line of a "
            "neuron.",
            "Does it help? Cross-validate both in {reliability_panel}.",
        ),
        LOGISTIC_REGRESSION,
    ),
    Lesson(
        "own",
        "Teach it your pictures",
        (
            "In one folder, make folders “cat” and “other” with twenty pictures each, and drop it on the window. Press "
            "Train.",
            "Drop a photo from neither folder on {photos_panel}: its answer is beside it. Enter shows what the network "
            "sees.",
            "Click your photo, and press 1 or 2: that says what it is.",
            "Press T: it joins the training part, and the network is trained again. Ctrl+Z takes it back.",
        ),
        is_of_folder=True,
    ),
)
