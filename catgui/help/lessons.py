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
    "Train a network, and see where it stops understanding and starts memorizing.",
    (
        LessonStep(
            "The pictures",
            "The network learns from the training part: these pictures, each with its answer. The test part is kept "
            "back, to check it.",
            "data_grid",
        ),
        LessonStep(
            "Train",
            "Press Train. Each iteration changes the weights a little, to lower the cost: how wrong the network is.",
            "train_button",
            Condition.TRAINED,
            "Trained: the plot shows the cost.",
            _TRAIN,
        ),
        LessonStep(
            "Two curves",
            "The test curve is the cost on the test part. Where it rises while the training curve falls, the network "
            "overfits: it learns the training pictures by heart.",
            "cost_plot",
            shows=Observation.CURVES,
        ),
        LessonStep(
            "The same gap in pictures",
            "Pictures on red are wrong. Press Play for Training, then for Test: do the red fields empty?",
            "answers_panel",
            shows=Observation.GAP,
        ),
        LessonStep(
            "Back to the lowest test cost",
            "Drag this slider to where the test curve is lowest. All panels then show the network of that iteration.",
            "time_slider",
            Condition.REWOUND,
            "Found: here the test cost is lowest.",
            Assist("Show me", Assistance.SEEK_LOWEST),
        ),
        LessonStep(
            "Narrow the gap",
            "Train again, for a smaller gap and no lower test accuracy. Try pretrained filters, and one hidden layer "
            f"of {SMALL_LAYERS[0]} units.",
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
    "You can tell from two curves and three numbers whether a network memorizes.",
    (
        "Look in {wrong_predictions_panel} for what the mistakes have in common.",
        "Turn on early stopping in {more_settings_panel}: where does the run end?",
    ),
)

RATE = Lesson(
    "rate",
    "Break the rate, mend it",
    "Make the network fail in two ways, and recognize both.",
    (
        LessonStep(
            "A run that works",
            f"The learning rate is how big each step is. Train with {NOTEBOOK_RATE}, as the notebook does, and "
            "remember the curve.",
            "learning_rate_field",
            Condition.TRAINED_AS_NOTEBOOK,
            "This network has learned.",
            Assist("Train as the notebook does", Assistance.TRAIN_AS_NOTEBOOK),
        ),
        LessonStep(
            "Too fast",
            f"Set the learning rate to {TOO_FAST}, and train.",
            "learning_rate_field",
            Condition.TRAINED_FAST,
            "Too fast.",
            Assist(f"Train with {TOO_FAST}", Assistance.TRAIN_WITH, "learning_rate", TOO_FAST),
        ),
        LessonStep(
            "What has happened",
            "The steps are too big. The cost jumps, or grows without end: divergence. Or it becomes a dead network: "
            "one answer for all pictures.",
            "results_panel",
            shows=Observation.FAILURE,
        ),
        LessonStep(
            "Too slow",
            f"The opposite: set the learning rate to {TOO_SLOW}, and train.",
            "learning_rate_field",
            Condition.TRAINED_SLOWLY,
            "The iterations are over, and the cost is still high: underfitting.",
            Assist(f"Train with {TOO_SLOW}", Assistance.TRAIN_WITH, "learning_rate", TOO_SLOW),
        ),
        LessonStep(
            "Mend it",
            "Find a rate between those two, with which the network learns and its cost does not jump. Try 0.001, "
            f"{GOOD_RATE} or 0.01.",
            "learning_rate_field",
            Condition.TRAINED_WELL,
            "Mended: it has learned, and its cost falls without jumps.",
            Assist(f"Train with {GOOD_RATE}", Assistance.TRAIN_WITH, "learning_rate", GOOD_RATE),
            after=(Condition.TRAINED_FAST, Condition.TRAINED_SLOWLY),
        ),
        LessonStep(
            "Compare the runs",
            "Your runs are listed here. Tick some to draw their curves; select two to read how they differ.",
            "runs_panel",
        ),
    ),
    "You can tell by the curve whether a learning rate is too high or too low, and find one between.",
    (
        "Bring back your best run from {runs_panel}, with its network and settings.",
        "Set a momentum in {more_settings_panel}: which learning rates still work?",
    ),
)

WHY = Lesson(
    "why",
    "Ask why it says cat",
    "Trace an answer back to training pictures, and see what that does not say.",
    (
        LessonStep(
            "A trained network",
            "Only a network that has learned can be asked why. Press Train, on pixels or pretrained filters.",
            "train_button",
            Condition.TRAINED_WITH_SHARES,
            "This network has learned.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, "features", "pixels"),
        ),
        LessonStep(
            "Pick a mistake",
            "These test pictures it gets wrong. Click one that it takes for {one}; if there is none, any picture in "
            "{data_panel}.",
            "wrong_grid",
            Condition.PICKED,
            "Picked: all panels follow.",
            Assist("Pick one", Assistance.SELECT),
        ),
        LessonStep(
            "A prediction is a sum",
            "The answer is a sum, the logit: above 0, {one} is more likely. The tab “The sum” shows what each training "
            "picture adds.",
            "why_sum_header",
            shows=Observation.SHARES,
        ),
        LessonStep(
            "Follow one picture",
            "First come those that push most toward {one}. Are they like yours in shape, or only in color? Double "
            "click one, or press Enter, to ask the same of it.",
            "share_grid_1",
            Condition.FOLLOWED,
            "Where its own share is the largest, it may be learned by heart.",
            Assist("Open the first", Assistance.OPEN),
        ),
        LessonStep(
            "What it does not say",
            "A share does not say what would change without that picture. The tab Effects does: it trains without it.",
            "effects_view",
            shows=Observation.SHARES,
        ),
    ),
    "You can trace an answer back to training pictures, and know what a share does not say.",
    (
        "Open the tab Effects in {why_panel}: have the largest shares an effect?",
        "Drop a photo of your own on {photos_panel}, select it, and ask why.",
    ),
)

SEED = Lesson(
    "seed",
    "How much is the seed?",
    "See how far a result changes by chance alone.",
    (
        LessonStep(
            "One run",
            "Train, and remember the test accuracy in {results_panel}.",
            "train_button",
            Condition.TRAINED,
            "Trained: remember its test accuracy.",
            _TRAIN,
            shows=Observation.ACCURACY,
        ),
        LessonStep(
            "Another start",
            "The seed sets the random weights at the start. Change it alone, and train again.",
            "seed_field",
            Condition.OTHER_SEED,
            "Same pictures, same settings: whatever differs is chance.",
            Assist("Train with another seed", Assistance.TRAIN_OTHER_SEED),
        ),
        LessonStep(
            "Many starts",
            "Two runs tell little. This button trains the same network from many seeds.",
            "seeds_button",
            Condition.SEEDS_STUDIED,
            "Each point is a whole training.",
            Assist("Run them", Assistance.CLICK),
        ),
        LessonStep(
            "Read the spread",
            "Of one more run, expect what most of these have; ± is how far they spread. To compare settings, compare "
            "the means of many seeds of each.",
            "reliability_panel",
            shows=Observation.SPREAD,
        ),
        LessonStep(
            "A fair test",
            "Which pictures are tested is chance too. Cross-validation, under “How well does it generalize?”, tests "
            "every picture once. Compare its accuracy with the baseline.",
            "reliability_panel",
        ),
    ),
    "You can say how far a result may be chance, before you prefer a setting.",
    (
        "Find the run with the highest test accuracy in {runs_panel}: would another seed repeat it?",
        "Relabel a picture in {data_panel}: does “What changed…” find more than chance?",
    ),
)

FEATURES = Lesson(
    "features",
    "Change what it sees",
    "Compare pixels, pretrained filters and convolution on the same pictures.",
    (
        LessonStep(
            "Pixels",
            "The network takes each pixel by itself: it does not know which are neighbors. Train on pixels, and "
            "remember the test accuracy in {results_panel}.",
            "features_field",
            Condition.TRAINED_ON_PIXELS,
            "Trained on pixels: remember its accuracy.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, "features", "pixels"),
        ),
        LessonStep(
            "Pretrained filters",
            "Choose pretrained filters, and train. They have learned from thousands of other photos. The network takes "
            "what they find in place of pixels.",
            "features_field",
            Condition.TRAINED_ON_PRETRAINED,
            "The same pictures, seen through filters.",
            Assist("Train on pretrained filters", Assistance.TRAIN_WITH, "features", "pretrained"),
        ),
        LessonStep(
            "Convolution",
            "Choose convolution, and train: it takes some seconds. Its filters look at 3 x 3 places at a time, and "
            "learn from these pictures alone.",
            "features_field",
            Condition.TRAINED_BY_CONVOLUTION,
            "The same pictures, through filters that they have trained.",
            Assist("Train by convolution", Assistance.TRAIN_WITH, "features", "convolution"),
        ),
        LessonStep(
            "What the filters look for",
            "Each unit here is a filter, with the pictures that activate it most. What these have in common is a hint, "
            "not a proof.",
            "weights_panel",
            shows=Observation.FILTERS,
        ),
        LessonStep(
            "Compare the three",
            "Select two runs to read how they differ. With few pictures, pretrained filters are usually ahead. "
            "{reliability_panel} says how much is chance.",
            "runs_panel",
        ),
    ),
    "You can choose what a network sees, and tell by the test part what helps.",
    (
        "Choose fine-tuned filters, which learn on from these pictures. {more_settings_panel} says how many blocks do.",
        "See on the maps in {why_panel} which places of a picture speak for a class.",
    ),
)

OWN = Lesson(
    "own",
    "Teach it your pictures",
    "Train on pictures of your own, teach it a new photo, and see what that changed.",
    (
        LessonStep(
            "Two folders",
            "Make a folder with two folders in it, such as “cat” and “other”. Twenty pictures of each are a beginning. "
            "Drop it on the window, or open it here.",
            "pictures_button",
            Condition.OWN_PICTURES,
            "It learns from the training part; the rest is for the test.",
            Assist("Use practice pictures", Assistance.PRACTICE),
        ),
        LessonStep(
            "Train",
            "Press Train. It is soon right on all training pictures; what counts is the test part.",
            "train_button",
            Condition.TRAINED_ON_OWN,
            "It has learned your pictures.",
            _TRAIN,
        ),
        LessonStep(
            "A new photo",
            "Show it a photo that is in neither folder: drop or paste one, or choose one here.",
            "photos_panel",
            Condition.PHOTO_ADDED,
            "Beside your photo is what the network sees of it, and its answer.",
        ),
        LessonStep(
            "Say what it is",
            "Click your photo, then its class above the cards; or press 1 or 2. Do so for ten photos, and the line "
            "below says how often the network is right.",
            "photos_panel",
            Condition.PHOTO_LABELED,
            "It has a label now: compare it with the prediction.",
        ),
        LessonStep(
            "Teach it your photo",
            "Select the photo, and press T: it joins the training part. The network trains again, if “Retrain when a "
            "setting changes” is ticked. Ctrl+Z takes it back.",
            "photos_panel",
            Condition.PHOTO_TAUGHT,
            "It has been trained again.",
        ),
        LessonStep(
            "What has changed",
            "“What changed…” shows which answers have changed. Ten seeds tell whether it is more than chance.",
            "cost_plot",
            assist=Assist("What changed…", Assistance.COMMAND, "what_changed"),
            shows=Observation.CHANGE,
        ),
    ),
    "You can train on pictures of your own, teach the network more of them, and see what that changed.",
    (
        "Sort {photos_panel} by “To label next”, and label the first ones: they should teach it most.",
        "Open “Would more pictures help?” in {reliability_panel}: where the curve still rises, add more.",
    ),
)

LESSONS = (GAP, RATE, WHY, SEED, FEATURES, OWN)
