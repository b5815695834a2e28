"""The seven lessons."""

from __future__ import annotations

from catgui.help import lesson_checks as checks
from catgui.help.lesson import Assist, Assistance, Lesson, LessonStep
from engine.training.features import CONVOLUTION, PIXELS, PRETRAINED

# With pretrained filters, the gap on the drawings is then smaller than the notebook's, by more than chance explains.
SMALL_LAYERS = (3,)

GAP = Lesson(
    "gap",
    "Train, and read the gap",
    "See where a network stops understanding and starts memorizing.",
    (
        LessonStep(
            "The pictures",
            "The network learns from these pictures, the training part. The test part is kept back, to check it.",
            "data_grid",
        ),
        LessonStep(
            "Train",
            "Press Train. Each iteration changes the weights a little, to lower the cost: how wrong the network is.",
            "train_button",
            checks.trained,
            "Trained: the plot shows the cost.",
            checks.TRAIN_FOR_ME,
        ),
        LessonStep(
            "Two curves",
            "Where the test curve rises while the training curve falls, the network overfits: it learns the training "
            "pictures by heart.",
            "cost_plot",
            check=checks.curves,
        ),
        LessonStep(
            "The same gap in pictures",
            "Pictures on red are wrong. Choose Training and play the run (▷), then Test: do the red fields empty?",
            "answers_panel",
            check=checks.gap_shown,
        ),
        LessonStep(
            "Back to the lowest test cost",
            "Drag this slider to where the test curve is lowest. All panels follow.",
            "time_slider",
            checks.rewound,
            "Found, or near enough.",
            Assist("Show me", Assistance.SEEK_LOWEST),
        ),
        LessonStep(
            "Narrow the gap",
            "Train again, for a smaller gap and no lower test accuracy. Try pretrained filters, and one hidden layer "
            f"of {SMALL_LAYERS[0]} neurons.",
            "features_field",
            checks.narrowed_gap,
            "The gap is smaller by more than chance. Another seed may differ.",
            Assist(
                "Train with these",
                Assistance.TRAIN_WITH,
                {"features": PRETRAINED, "hidden_layers": SMALL_LAYERS},
            ),
            checks.has_gap_to_narrow,
        ),
    ),
    "You can tell from its curves whether a network memorizes.",
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
            f"Train with the learning rate {checks.NOTEBOOK_RATE}, as the notebook does, and remember the curve.",
            "learning_rate_field",
            checks.trained_as_notebook,
            "This network has learned.",
            checks.AS_NOTEBOOK,
        ),
        LessonStep(
            "Too fast",
            f"Set the learning rate to {checks.TOO_FAST}, and train.",
            "learning_rate_field",
            checks.trained_fast,
            "Too fast.",
            Assist(f"Train with {checks.TOO_FAST}", Assistance.TRAIN_WITH, {"learning_rate": checks.TOO_FAST}),
        ),
        LessonStep(
            "What has happened",
            "The steps are too big: the cost jumps, grows without end, or ends in a dead network.",
            "results_panel",
            check=checks.failure,
        ),
        LessonStep(
            "Too slow",
            f"Set the learning rate to {checks.TOO_SLOW}, and train.",
            "learning_rate_field",
            checks.trained_slowly,
            "All iterations done, and the cost is still high: underfitting.",
            Assist(f"Train with {checks.TOO_SLOW}", Assistance.TRAIN_WITH, {"learning_rate": checks.TOO_SLOW}),
        ),
        LessonStep(
            "Mend it",
            "Find a rate between those two at which the cost falls without jumps. "
            f"Try 0.001, {checks.GOOD_RATE} or 0.01.",
            "learning_rate_field",
            checks.trained_well,
            "Mended: the cost falls without jumps.",
            Assist(f"Train with {checks.GOOD_RATE}", Assistance.TRAIN_WITH, {"learning_rate": checks.GOOD_RATE}),
            after=(checks.trained_fast, checks.trained_slowly),
        ),
        LessonStep(
            "Compare the runs",
            "Tick runs to draw their curves; select two to read how they differ.",
            "runs_panel",
        ),
    ),
    "You can tell by the curve whether a learning rate is too high or too low.",
    (
        "Bring back your best run from {runs_panel}.",
        "Set a momentum in {more_settings_panel}: which learning rates still work?",
    ),
)

WHY = Lesson(
    "why",
    "Ask why it says cat",
    "Trace an answer back to training pictures.",
    (
        LessonStep(
            "A trained network",
            "Press Train.",
            "train_button",
            checks.learned,
            "This network has learned.",
            checks.TRAIN_FOR_ME,
        ),
        LessonStep(
            "Pick a mistake",
            "These test pictures it gets wrong. Click one that it takes for {one}; if there is none, any picture in "
            "{data_panel}.",
            "wrong_grid",
            checks.picked,
            "Picked: all panels follow.",
            Assist("Pick one", Assistance.SELECT),
        ),
        LessonStep(
            "Follow one picture",
            "To the network these training pictures are most alike: in shape, or only in color? Double-click one to "
            "ask the same of it.",
            "similar_grid",
            checks.followed,
            "A training picture is answered like any other.",
            Assist("Open the first", Assistance.OPEN),
        ),
    ),
    "You can trace an answer back.",
    ("Look at the map in {why_panel}.", "Drop a photo of your own on {photos_panel}, select it, and ask why."),
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
            checks.tested,
            "Trained: remember its test accuracy.",
            checks.TRAIN_FOR_ME,
        ),
        LessonStep(
            "Another start",
            "The seed sets the random weights at the start. Change it alone, and train again.",
            "seed_field",
            checks.other_seed,
            "Whatever differs is chance.",
            Assist("Train with another seed", Assistance.TRAIN_OTHER_SEED),
            checks.has_run_that_learned,
        ),
        LessonStep(
            "Many starts",
            "Two runs tell little. This button trains the same network from many seeds.",
            "seeds_button",
            checks.seeds_studied,
            "Each point is a whole training.",
            Assist("Run them", Assistance.CLICK),
            is_of_run=False,
        ),
        LessonStep(
            "Read the spread",
            "Expect of one more run what most of these have. To compare settings, run many seeds of both.",
            "reliability_panel",
            check=checks.spread,
        ),
        LessonStep(
            "A fair test",
            "Which pictures are tested is chance too. “How well does it generalize?” keeps back training pictures, "
            "in turn. Compare it with the baseline.",
            "reliability_panel",
        ),
    ),
    "You can say how far a result may be chance.",
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
            "Train on pixels, and remember the test accuracy in {results_panel}. The network does not know which "
            "pixels are neighbors.",
            "features_field",
            checks.trained_on(PIXELS),
            "Trained on pixels: remember its accuracy.",
            Assist("Train on pixels", Assistance.TRAIN_WITH, {"features": PIXELS}),
        ),
        LessonStep(
            "Pretrained filters",
            "Choose pretrained filters, and train. They have learned from thousands of other photos; the network "
            "gets what they find.",
            "features_field",
            checks.trained_on(PRETRAINED),
            "The same pictures, seen through filters.",
            Assist("Train on pretrained filters", Assistance.TRAIN_WITH, {"features": PRETRAINED}),
        ),
        LessonStep(
            "Convolution",
            "Choose convolution, and train: it takes some seconds. Its filters learn from these pictures alone.",
            "features_field",
            checks.trained_on(CONVOLUTION),
            "The same pictures, seen through filters of its own.",
            Assist("Train by convolution", Assistance.TRAIN_WITH, {"features": CONVOLUTION}),
        ),
        LessonStep(
            "What the filters look for",
            "Each filter has the pictures that activate it most. What they have in common is a hint, no proof.",
            "weights_panel",
            check=checks.filters,
        ),
        LessonStep(
            "Compare the three",
            "Select two runs to read how they differ. {reliability_panel} says how much is chance.",
            "runs_panel",
        ),
    ),
    "You can choose what a network sees, and tell by the test part what helps.",
    (
        "Choose fine-tuned filters in {more_settings_panel}: they learn on from these pictures.",
        "See on the maps in {why_panel} which places speak for a class.",
    ),
)

OWN = Lesson(
    "own",
    "Teach it your pictures",
    "Train on your own pictures, teach it a photo, and see what changed.",
    (
        LessonStep(
            "Two folders",
            "In one folder, make folders “cat” and “other” with twenty pictures each. Drop it on the window, or "
            "open it.",
            "pictures_button",
            checks.own_pictures,
            "Your pictures are open.",
            Assist("Use practice pictures", Assistance.PRACTICE),
            is_of_run=False,
        ),
        LessonStep(
            "Train",
            "Press Train. What counts is the test part.",
            "train_button",
            checks.trained_on_own,
            "It has learned your pictures.",
            checks.TRAIN_FOR_ME,
        ),
        LessonStep(
            "A new photo",
            "Show it a photo from neither folder: drop, paste or choose one here.",
            "photos_panel",
            checks.photo_added,
            "Beside your photo is what the network sees of it, and its answer.",
            is_of_run=False,
        ),
        LessonStep(
            "Say what it is",
            "Click your photo, then its class above the cards, or press 1 or 2.",
            "photos_panel",
            checks.photo_labeled,
            "It has a label now: compare it with the prediction.",
            is_of_run=False,
        ),
        LessonStep(
            "Teach it your photo",
            "Select the photo, and press T: it joins the training part. Ctrl+Z takes it back.",
            "photos_panel",
            checks.photo_taught,
            "It has been trained again.",
            is_of_run=False,
        ),
        LessonStep(
            "What has changed",
            "“What changed…” shows which answers have changed. Ten seeds tell whether it is more than chance.",
            "cost_plot",
            assist=Assist("What changed…", Assistance.COMMAND, action="what_changed"),
            check=checks.change_known,
        ),
    ),
    "You can train on your own pictures, add more, and see what that changes.",
    (
        "Label photos in {photos_panel}, and add them.",
        "Open “Would more pictures help?” in {reliability_panel}: where the curve still rises, add more.",
    ),
)

LAYERS = Lesson(
    "layers",
    "Why hidden layers?",
    "See what a network without hidden layers can do, and whether one more layer helps.",
    (
        LessonStep(
            "No hidden layer",
            "The notebook before this one has no hidden layer: one weight for each number of a picture, and a bias. "
            "Train it so.",
            "hidden_layers_field",
            checks.trained_without_layers,
            "Logistic regression has learned.",
            checks.AS_NOTEBOOK_BEFORE,
        ),
        LessonStep(
            "One picture",
            "All that it looks for is one picture: a bright pixel there speaks for {one}, a dark one against it. "
            "It cannot look for one thing or another.",
            "weights_panel",
            check=checks.one_picture,
        ),
        LessonStep(
            "Pictures it has not seen",
            "Cross-validation keeps back training pictures, in turn. Run it, and remember how many are right.",
            "folds_button",
            checks.validated_without_layers,
            "Each picture was answered by a network that has not seen it.",
            Assist("Run it", Assistance.CLICK),
            is_of_run=False,
        ),
        LessonStep(
            "A straight line",
            "Each point is a mix of three pictures, its color the answer. Without hidden layers the boundary is "
            f"straight. Train with {checks.LAYER[0]} neurons as the hidden layer, from random weights.",
            "between_panel",
            checks.trained_with_layers,
            "This network has learned, too.",
            checks.WITH_LAYER,
        ),
        LessonStep(
            "Does it bend?",
            "The boundary can bend only at the line of a neuron, which folds the plane. Where it stays straight, take "
            "more neurons, or another three pictures.",
            "between_panel",
            checks.bent,
            "Bent: without hidden layers it never is.",
        ),
        LessonStep(
            "Does it help?",
            "It can tell apart more now. Whether that helps, only pictures it has not seen tell: run cross-validation "
            "again.",
            "folds_button",
            checks.layers_compared,
            "Compared on the same pictures.",
            Assist("Run it again", Assistance.CLICK),
            checks.has_folds_without_layers,
            is_of_run=False,
        ),
    ),
    "You can say what a hidden layer adds, and test whether it helps.",
    (
        "Begin with zeros and a hidden layer in {more_settings_panel}: what is said of the run?",
        "Cross-validate pretrained filters in {reliability_panel}, with and without hidden layers.",
    ),
)

LESSONS = (GAP, RATE, WHY, SEED, FEATURES, OWN, LAYERS)
