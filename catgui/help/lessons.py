"""The six lessons."""

from __future__ import annotations

from catgui.help.lesson import NOTEBOOK_RATE, TOO_FAST, TOO_SLOW, Assist, Assistance, Condition, Lesson, LessonStep
from catgui.help.own_pictures_lesson import OWN

_TRAIN = Assist("Train for me", Assistance.TRAIN)

GAP = Lesson(
    "gap",
    "Train, and read the gap between the curves",
    "Train a network and see where it stops understanding and starts memorizing.",
    (
        LessonStep(
            "The pictures",
            "The network learns from the training part: these pictures, each with the right answer. The test part is "
            "kept back. It will show whether the network has understood, or only memorized.",
            "data_grid",
        ),
        LessonStep(
            "Train",
            "Press Train. In each iteration the network looks at all training pictures, sums up its errors in one "
            "number, the cost, and changes its weights a little so that the cost falls.",
            "train_button",
            Condition.TRAINED,
            "It has trained. The plot shows the cost of every iteration.",
            _TRAIN,
        ),
        LessonStep(
            "Two curves",
            "The training curve falls and falls. The test curve, the cost on pictures that it never trains on, follows "
            "it down for a while, then turns and rises for good. From there on the network learns the training "
            "pictures by heart: it overfits. Point at the curves to read them off.",
            "cost_plot",
        ),
        LessonStep(
            "The same gap in numbers",
            "Accuracy is the share of pictures predicted right. Compare Training with Test: the gap is what was only "
            "memorized. Then compare Test with the baseline, always giving the more frequent answer.",
            "results_panel",
        ),
        LessonStep(
            "Back to the best moment",
            "Drag this slider back to where the test curve is lowest. All panels then show the network as it was at "
            "that iteration.",
            "time_slider",
            Condition.REWOUND,
            "All panels show the network of an earlier iteration now.",
            Assist("Show me", Assistance.SEEK_LOWEST),
        ),
        LessonStep(
            "Narrow the gap",
            "Training less is one way: set the iterations to where the test curve was lowest, and train again. More "
            "pictures help most. L2, dropout and early stopping, in More settings, help as well.",
            "iterations_field",
        ),
    ),
)

RATE = Lesson(
    "rate",
    "Break the learning rate, and mend it",
    "Make the network fail in two ways, and learn to recognize both.",
    (
        LessonStep(
            "A run that works",
            "The learning rate is how far each iteration moves the weights. Train with the notebook's, 0.0075, and "
            "keep the curve in mind.",
            "learning_rate_field",
            Condition.TRAINED_AS_NOTEBOOK,
            "This is how a good run looks: steep at first, then ever flatter.",
            Assist("Train with 0.0075", Assistance.TRAIN_WITH, "learning_rate", NOTEBOOK_RATE),
        ),
        LessonStep(
            "Too fast",
            f"Now set the learning rate to {TOO_FAST}, and train.",
            "learning_rate_field",
            Condition.TRAINED_FAST,
            "The cost jumps and then stays where it is, or grows beyond all bounds.",
            Assist(f"Train with {TOO_FAST}", Assistance.TRAIN_WITH, "learning_rate", TOO_FAST),
        ),
        LessonStep(
            "What has happened",
            "Each update overshot the valley it was heading for. If it went so far that all units of a layer output 0 "
            "for every picture, the network is dead: no gradient gets through any more. Look at the accuracy: the "
            "network now gives the same answer for every picture.",
            "results_panel",
        ),
        LessonStep(
            "Too slow",
            f"The opposite: set the learning rate to {TOO_SLOW}, and train.",
            "learning_rate_field",
            Condition.TRAINED_SLOWLY,
            "The cost falls, but so slowly that the iterations are used up long before it is low: it underfits.",
            Assist(f"Train with {TOO_SLOW}", Assistance.TRAIN_WITH, "learning_rate", TOO_SLOW),
        ),
        LessonStep(
            "Mend it",
            "Find a rate that works. It lies between those two: try 0.001, 0.01 or 0.03, or drag the slider under it.",
            "learning_rate_field",
            Condition.TRAINED_WELL,
            "Mended. A good rate is as high as it can be before the curve starts to jump.",
            Assist("Train with 0.01", Assistance.TRAIN_WITH, "learning_rate", 0.01),
        ),
        LessonStep(
            "Compare the runs",
            "All of these runs are kept here. Tick some of them to draw their curves over the plot, and select two to "
            "read how they differ.",
            "runs_panel",
        ),
    ),
)

WHY = Lesson(
    "why",
    "Ask why a picture is called a cat",
    "Trace one prediction back to the training pictures that caused it.",
    (
        LessonStep(
            "A trained network",
            "Only a network that has learned something can be asked why, and only the notebook's: with pixels or "
            "pretrained filters as features. Press Train, if you have not yet.",
            "train_button",
            Condition.TRAINED_WITH_SHARES,
            "There is a network.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, "features", "pixels"),
        ),
        LessonStep(
            "Pick a mistake",
            "These are the test pictures that it gets wrong, the most confident first. Click one that it takes for a "
            "cat. (If there is none, click a cat in Data.)",
            "wrong_grid",
            Condition.PICKED,
            "This picture is selected for all panels now.",
            Assist("Pick one", Assistance.SELECT),
        ),
        LessonStep(
            "A prediction is a sum",
            "The network adds up evidence. The sum is called the logit: above 0 the answer is class 1, and the further "
            "from 0, the more certain it is. Here you see what the sum is made of, and how much of it is due to the "
            "training pictures.",
            "why_panel",
        ),
        LessonStep(
            "Follow one picture",
            "The training pictures that push most towards this class come first. Do they look like the picture you "
            "picked, in shape or only in color and brightness? Double click one, or press Enter, to ask the same of "
            "it.",
            "share_grid_1",
            Condition.FOLLOWED,
            "Now this training picture is explained. Often its own share is the largest: that is learned by heart.",
            Assist("Open the first", Assistance.OPEN),
        ),
        LessonStep(
            "What it does not say",
            "A contribution is a part of this sum. It is not what would happen if that picture were removed: without "
            "it, all other weights would have been learned differently too. To know that, train without it.",
            "why_panel",
        ),
    ),
)

SEED = Lesson(
    "seed",
    "Find out how much depends on the seed",
    "See how far a result changes by chance alone, before you believe it.",
    (
        LessonStep(
            "One run",
            "Train, and remember the test accuracy under Results.",
            "train_button",
            Condition.TRAINED,
            "Remember the test accuracy, and look at nothing else.",
            _TRAIN,
        ),
        LessonStep(
            "Another start",
            "The seed sets the random weights at the start. Change it, for example to 2, and train again. Everything "
            "else stays the same.",
            "seed_field",
            Condition.OTHER_SEED,
            "Same pictures, same settings, another curve: the difference is chance.",
            Assist("Train with seed 2", Assistance.TRAIN_WITH, "seed", 2),
        ),
        LessonStep(
            "Many starts",
            "Two runs tell little. This button trains the same network from many seeds at once.",
            "seeds_button",
            Condition.SEEDS_STUDIED,
            "Each point is a whole training.",
            Assist("Run them", Assistance.CLICK),
        ),
        LessonStep(
            "Read the spread",
            "The mean is what to expect of these settings. The number after ± is the standard deviation: about two of "
            "three runs are that close to the mean. If two settings differ by less, you cannot tell which is better.",
            "luck_panel",
        ),
        LessonStep(
            "A fair test",
            "The seed is not the only chance: which pictures are in the test part is chance too. Cross-validation, the "
            "other question here, tests every picture once. Compare its accuracy with the baseline.",
            "luck_panel",
        ),
    ),
)

FEATURES = Lesson(
    "features",
    "Change what the network sees",
    "Compare pixels, pretrained filters and convolution on the same pictures.",
    (
        LessonStep(
            "Pixels",
            "The notebook's network takes each pixel by itself. That neighbors belong together, or that a cat on the "
            "left is as much a cat as one on the right, it does not know. Train on pixels, and remember the test "
            "accuracy.",
            "features_field",
            Condition.TRAINED_ON_PIXELS,
            "Remember the test accuracy under Results.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, "features", "pixels"),
        ),
        LessonStep(
            "Pretrained filters",
            "Choose pretrained filters, and train. They have learned before, on thousands of other photos, and turn "
            "each picture into a few hundred numbers. The same network as before now takes these.",
            "features_field",
            Condition.TRAINED_ON_PRETRAINED,
            "Same network, same pictures: only what it sees is different. Compare the test accuracy.",
            Assist("Train on pretrained filters", Assistance.TRAIN_WITH, "features", "pretrained"),
        ),
        LessonStep(
            "Convolution",
            "Choose convolution, and train: it takes some seconds. Its filters start at random and learn from these "
            "pictures alone. A filter looks at 3 x 3 places at a time, with the same weights all over the picture, so "
            "that it finds its pattern anywhere.",
            "features_field",
            Condition.TRAINED_BY_CONVOLUTION,
            "The settings under Features were those of this network: layers and steps mean something else for each.",
            Assist("Train by convolution", Assistance.TRAIN_WITH, "features", "convolution"),
        ),
        LessonStep(
            "What the filters look for",
            "Each filter is a unit here, with the training pictures that activate it most. Early filters answer to "
            "colors and edges, later ones to larger patterns. What the pictures of a filter have in common is a hint, "
            "not a proof.",
            "learned_panel",
        ),
        LessonStep(
            "Compare the three",
            "Select two runs to read how they differ. With few pictures, filters that have learned elsewhere are "
            "usually ahead. Before you believe a small difference, ask Reliability how much of it is chance.",
            "runs_panel",
        ),
    ),
)

LESSONS = (GAP, RATE, WHY, SEED, FEATURES, OWN)
