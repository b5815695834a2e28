"""The six lessons."""

from __future__ import annotations

from catgui.help.lesson import (
    GOOD_RATE,
    NOTEBOOK_RATE,
    TOO_FAST,
    TOO_SLOW,
    Assist,
    Assistance,
    Condition,
    Lesson,
    LessonStep,
    Observation,
)

# With pretrained filters, the gap on the drawings is then smaller than the notebook's, by more than chance explains.
SMALL_LAYERS = (3,)
_TRAIN = Assist("Train for me", Assistance.TRAIN)

GAP = Lesson(
    "gap",
    "Train, and read the gap",
    "Train a network and see where it stops understanding and starts memorizing.",
    (
        LessonStep(
            "The pictures",
            "The network learns from the training part: these pictures, each with the right answer. The test part is "
            "kept back, to show whether it has understood or only memorized.",
            "data_grid",
        ),
        LessonStep(
            "Train",
            "Press Train. In each iteration the network looks at all training pictures, sums up its errors in one "
            "number, the cost, and changes its weights a little so that the cost falls.",
            "train_button",
            Condition.TRAINED,
            "It has trained; the plot shows its cost.",
            _TRAIN,
        ),
        LessonStep(
            "Two curves",
            "The test curve is the cost on pictures that the network never trains on. Where it rises while the "
            "training curve still falls, the network overfits: it learns the training pictures by heart.",
            "cost_plot",
            shows=Observation.CURVES,
        ),
        LessonStep(
            "The same gap in numbers",
            "Accuracy is the share of pictures predicted right. Compare Training with Test: the gap is what was only "
            "memorized. Then compare Test with the baseline, always giving the more frequent answer.",
            "results_panel",
            shows=Observation.GAP,
        ),
        LessonStep(
            "Back to the lowest test cost",
            "Drag this slider to where the test curve is lowest. All panels then show the network of that iteration.",
            "time_slider",
            Condition.REWOUND,
            "You have found where the test cost is lowest.",
            Assist("Show me", Assistance.SEEK_LOWEST),
        ),
        LessonStep(
            "Narrow the gap",
            "Train again so that the gap is smaller and the test accuracy no lower. Pretrained filters may help, and "
            f"one hidden layer of {SMALL_LAYERS[0]} units, with fewer weights.",
            "features_field",
            Condition.NARROWED_GAP,
            "The gap is smaller, by more pictures than chance explains. Another seed may differ.",
            Assist(
                f"Train on them with {SMALL_LAYERS[0]} units",
                Assistance.TRAIN_WITH,
                "features",
                "pretrained",
                (("hidden_layers", SMALL_LAYERS),),
            ),
        ),
    ),
    "You can read from two curves and three numbers whether a network has understood or memorized, and where in the "
    "run that began.",
    (
        "Look in {wrong_predictions_panel} for what the mistakes have in common.",
        "Turn on early stopping in {more_settings_panel}, and see at which iteration the run ends.",
    ),
)

RATE = Lesson(
    "rate",
    "Break the rate, mend it",
    "Make the network fail in two ways, and learn to recognize both.",
    (
        LessonStep(
            "A run that works",
            f"The learning rate is how far each iteration moves the weights. Train with {NOTEBOOK_RATE}, the rate of "
            "the notebook, and keep the curve in mind.",
            "learning_rate_field",
            Condition.TRAINED_AS_NOTEBOOK,
            "This network has learned.",
            Assist("Train as the notebook does", Assistance.TRAIN_AS_NOTEBOOK),
        ),
        LessonStep(
            "Too fast",
            f"Now set the learning rate to {TOO_FAST}, and train.",
            "learning_rate_field",
            Condition.TRAINED_FAST,
            "Too fast.",
            Assist(f"Train with {TOO_FAST}", Assistance.TRAIN_WITH, "learning_rate", TOO_FAST),
        ),
        LessonStep(
            "What has happened",
            "Each update overshoots. The cost jumps, or grows beyond all bounds: divergence. Or all units of a layer "
            "give 0 for every picture from then on: a dead network, which gives every picture the same answer.",
            "results_panel",
            shows=Observation.FAILURE,
        ),
        LessonStep(
            "Too slow",
            f"The opposite: set the learning rate to {TOO_SLOW}, and train.",
            "learning_rate_field",
            Condition.TRAINED_SLOWLY,
            "The iterations are used up while the cost is still high: underfitting.",
            Assist(f"Train with {TOO_SLOW}", Assistance.TRAIN_WITH, "learning_rate", TOO_SLOW),
        ),
        LessonStep(
            "Mend it",
            "Find a rate with which the network learns and its cost does not jump. It lies between those two: try "
            f"0.001, {GOOD_RATE} or 0.01, and look at the curve each time.",
            "learning_rate_field",
            Condition.TRAINED_WELL,
            "Mended: its cost falls without jumps, and it has learned.",
            Assist(f"Train with {GOOD_RATE}", Assistance.TRAIN_WITH, "learning_rate", GOOD_RATE),
            after=(Condition.TRAINED_FAST, Condition.TRAINED_SLOWLY),
        ),
        LessonStep(
            "Compare the runs",
            "Your runs are listed here. Tick some to draw their curves over the plot; select two to read how they "
            "differ.",
            "runs_panel",
        ),
    ),
    "You can tell a learning rate that is too high from one that is too low by the curve, and find one between them.",
    (
        "Bring back your best run from {runs_panel}, with its network, its curves and its settings.",
        "Set a momentum in {more_settings_panel}, and see which learning rates still work.",
    ),
)

WHY = Lesson(
    "why",
    "Ask why it says cat",
    "Trace one prediction back to the training pictures it is a sum of, and see what that does not say.",
    (
        LessonStep(
            "A trained network",
            "Only a network that has learned something can be asked why, on pixels or on pretrained filters. Press "
            "Train, if you have not yet.",
            "train_button",
            Condition.TRAINED_WITH_SHARES,
            "There is a network, and it has learned.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, "features", "pixels"),
        ),
        LessonStep(
            "Pick a mistake",
            "These are the test pictures that it gets wrong, the most confident first. Click one that it takes for "
            "{one}. (If there is none, click any picture in {data_panel}.)",
            "wrong_grid",
            Condition.PICKED,
            "You have picked one, for all panels.",
            Assist("Pick one", Assistance.SELECT),
        ),
        LessonStep(
            "A prediction is a sum",
            "The network adds up evidence. Above 0 the answer is {one}, and the further from 0, the more certain it "
            "is. The tab “The sum”, here, shows how much of that logit is due to each training picture.",
            "why_sum_header",
            shows=Observation.SHARES,
        ),
        LessonStep(
            "Follow one picture",
            "The training pictures that push most towards {one} come first. Do they look like the picture you picked, "
            "in shape or only in color and brightness? Double click one, or press Enter, to ask the same of it.",
            "share_grid_1",
            Condition.FOLLOWED,
            "A training picture is explained. Where its own share is the largest, it may be learned by heart.",
            Assist("Open the first", Assistance.OPEN),
        ),
        LessonStep(
            "What it does not say",
            "A share is a part of this sum, not what would happen without that picture: then all weights would have "
            "been learned differently. The tab Effects, here, trains without it, and compares with leaving out others.",
            "effects_view",
            shows=Observation.SHARES,
        ),
    ),
    "You can trace an answer back to the training pictures it is made of, and know what such a share does not say.",
    (
        "Open the tab Effects in {why_panel}: have the pictures with the largest shares an effect?",
        "Drop a photo of your own on {photos_panel}, select it, and ask why.",
    ),
)

SEED = Lesson(
    "seed",
    "How much is the seed?",
    "See how far a result changes by chance alone, before you believe it.",
    (
        LessonStep(
            "One run",
            "Train, and remember the test accuracy in {results_panel}.",
            "train_button",
            Condition.TRAINED,
            "Trained. Keep its test accuracy in mind.",
            _TRAIN,
            shows=Observation.ACCURACY,
        ),
        LessonStep(
            "Another start",
            "The seed sets the random weights at the start. Change it to any other number, and train again. Everything "
            "else stays the same.",
            "seed_field",
            Condition.OTHER_SEED,
            "Same pictures, same settings: whatever differs is chance.",
            Assist("Train with another seed", Assistance.TRAIN_OTHER_SEED),
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
            "Of one more run, expect what most of these have; ± is their standard deviation. To tell which of two "
            "settings is better, compare the means of many seeds: these vary far less than single runs.",
            "reliability_panel",
            shows=Observation.SPREAD,
        ),
        LessonStep(
            "A fair test",
            "Which pictures are in the test part is chance too. Cross-validation, the tab “How well does it "
            "generalize?” here, tests every picture once. Compare its accuracy with the baseline.",
            "reliability_panel",
        ),
    ),
    "You can say how far a result may be chance, before you believe that one setting is better than another.",
    (
        "Find the run with the highest test accuracy in {runs_panel}: would another seed repeat it?",
        "Relabel a picture in {data_panel}, then see in “What changed…” whether the change is more than chance.",
    ),
)

FEATURES = Lesson(
    "features",
    "Change what it sees",
    "Compare pixels, pretrained filters and convolution on the same pictures.",
    (
        LessonStep(
            "Pixels",
            "The notebook's network takes each pixel by itself: it does not know which are neighbors. Train on pixels, "
            "and remember the test accuracy in {results_panel}.",
            "features_field",
            Condition.TRAINED_ON_PIXELS,
            "Trained on pixels. Keep its accuracy in mind.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, "features", "pixels"),
        ),
        LessonStep(
            "Pretrained filters",
            "Choose pretrained filters, and train. They have learned before, on thousands of other photos, and turn "
            "each picture into a few hundred numbers. The network takes these in place of the pixels.",
            "features_field",
            Condition.TRAINED_ON_PRETRAINED,
            "The same pictures, seen through filters.",
            Assist("Train on pretrained filters", Assistance.TRAIN_WITH, "features", "pretrained"),
        ),
        LessonStep(
            "Convolution",
            "Choose convolution, and train: it takes some seconds. Its filters start at random and learn from these "
            "pictures alone. A filter looks at 3 x 3 places at a time, with the same weights all over the picture.",
            "features_field",
            Condition.TRAINED_BY_CONVOLUTION,
            "The same pictures, by filters that have learned from them alone.",
            Assist("Train by convolution", Assistance.TRAIN_WITH, "features", "convolution"),
        ),
        LessonStep(
            "What the filters look for",
            "Each filter is a unit here, with the training pictures that activate it most. What these have in common "
            "is a hint of what it looks for, not a proof.",
            "weights_panel",
            shows=Observation.FILTERS,
        ),
        LessonStep(
            "Compare the three",
            "Select two runs to read how they differ. With few pictures, filters that have learned elsewhere are "
            "usually ahead. Of a small difference, {reliability_panel} says how much is chance.",
            "runs_panel",
        ),
    ),
    "You can choose what a network sees of its pictures, and tell by the test part which of it helps.",
    (
        "Choose fine-tuned filters: they begin as the pretrained ones, and learn on from these pictures. "
        "{more_settings_panel} says how many of their blocks do.",
        "See on the maps in {why_panel} which places of a picture speak for a class.",
    ),
)

OWN = Lesson(
    "own",
    "Teach it your pictures",
    "Train on a folder of your own, show it a photo it has never seen, teach it that, and see what that changed.",
    (
        LessonStep(
            "Two folders",
            "Make a folder with two folders in it, one for each class, such as “cat” and “other”. Twenty pictures of "
            "each are a beginning; more are better. Drop it on the window, or open it here. Your files are never "
            "changed.",
            "pictures_button",
            Condition.OWN_PICTURES,
            "These are the pictures that it will learn from, and some for the test.",
            Assist("Use practice pictures", Assistance.PRACTICE),
        ),
        LessonStep(
            "Train",
            "Press Train. With few pictures it is soon right on all training pictures; what counts is the test part.",
            "train_button",
            Condition.TRAINED_ON_OWN,
            "It has learned your pictures.",
            _TRAIN,
        ),
        LessonStep(
            "A new photo",
            "Show it a photo that is in neither folder: drop one on the window, paste one, or choose one here.",
            "photos_panel",
            Condition.PHOTO_ADDED,
            "Beside your photo is what the network sees of it, and its prediction.",
        ),
        LessonStep(
            "Say what it is",
            "Click your photo, and then its class above the cards; or press 1 for the class that is named first, 2 for "
            "the other. Say so of ten, and the line below says how often the network is right.",
            "photos_panel",
            Condition.PHOTO_LABELLED,
            "It has a label now. Compare it with the prediction.",
        ),
        LessonStep(
            "Teach it your photo",
            "With the photo selected, press T: it joins the training part, with your label, and the network is trained "
            "again at once if “Retrain when a setting changes” is ticked. Ctrl+Z takes it back.",
            "photos_panel",
            Condition.PHOTO_TAUGHT,
            "It has been trained again.",
        ),
        LessonStep(
            "What has changed",
            "“What changed…” shows which answers are right now, and which wrong. One photo changes little: whether "
            "that is more than chance is told by ten seeds, which it offers.",
            "cost_plot",
            assist=Assist("What changed…", Assistance.COMMAND, "what_changed"),
            shows=Observation.CHANGE,
        ),
    ),
    "You can train a network on pictures of your own, try it on new photos, teach it more of them, and see what that "
    "has changed.",
    (
        "Sort {photos_panel} by “To label next”: the labels of the first ones should teach the network most.",
        "Open “Would more pictures help?” in {reliability_panel}: where that curve still rises, add more.",
    ),
)

LESSONS = (GAP, RATE, WHY, SEED, FEATURES, OWN)
