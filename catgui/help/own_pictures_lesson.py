"""The lesson on teaching a network one's own pictures."""

from __future__ import annotations

from catgui.help.lesson import Assist, Assistance, Condition, Idea, Lesson, LessonStep, Observation

OWN = Lesson(
    "own",
    "Teach it your own pictures",
    "Train on a folder of your own, show it a photo it has never seen, teach it that, and see what that changed.",
    (
        LessonStep(
            "Two folders",
            "Make a folder with two folders in it, one for each class, such as “cat” and “other”. Twenty pictures of "
            "each are a beginning; more are better. Drop it on the window, or open it here. Your files are never "
            "changed.",
            "own_pictures_button",
            Condition.OWN_PICTURES,
            "These are the pictures that it will learn from:",
            Assist("Use practice pictures", Assistance.PRACTICE),
        ),
        LessonStep(
            "Training and test part",
            "The pictures were made small and split: most are for training, the others for the test. Look at both "
            "bars: if one class is rare, the network will be tempted never to predict it.",
            "data_panel",
            shows=Observation.PARTS,
        ),
        LessonStep(
            "Train",
            "Press Train. With few pictures it is soon right on all training pictures; what counts is the test part.",
            "train_button",
            Condition.TRAINED_ON_OWN,
            "It has learned your pictures.",
            Assist("Train for me", Assistance.TRAIN),
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
            "Click your photo and press 1 if it is of the class named first on its card, 2 if of the other, or click "
            "the class on the card. Say so of ten, and the line below says how often the network is right.",
            "photos_panel",
            Condition.PHOTO_LABELLED,
            "It has a label now. Compare it with the prediction.",
        ),
        LessonStep(
            "Teach it your photo",
            "With the photo selected, press T: it is added to the training part, with your label. (Shift+T adds it to "
            "the test part.) The network is trained again at once, from the same start, if “Retrain when a setting "
            "changes” is ticked. Your files are never changed, and Ctrl+Z takes it back.",
            "photos_panel",
            Condition.PHOTO_TAUGHT,
            "It has been trained again.",
        ),
        LessonStep(
            "What has changed",
            "“What changed…”, here, in the message and under Edit, shows the pictures that are answered right now, or "
            "wrong now, by the network before and the one after. One photo changes little: ten seeds, which it offers, "
            "tell whether that is more than the seeds and the test pictures vary.",
            "cost_plot",
            assist=Assist(
                "What changed…",
                Assistance.COMMAND,
                "what_changed",
                "There is nothing to compare yet: train, edit the data, and let it train again.",
            ),
        ),
        LessonStep(
            "Which to label next",
            "With many photos, choose “To label next” here. The first ones are those of which the network is uncertain "
            "and which differ from each other: their labels should teach it most. They stay in place while you label "
            "them.",
            "photos_order",
        ),
        LessonStep(
            "Would more help?",
            "More pictures like those it gets wrong help more than most settings, but not forever. The tab “Would more "
            "pictures help?” here draws a learning curve: where it still rises at its end, add more; where it is flat, "
            "try other features.",
            "luck_panel",
        ),
    ),
    "You can train a network on pictures of your own, try it on new photos, teach it more of them, and see what that "
    "has changed.",
    (
        Idea(
            "Sort “Your photos” by “To label next”, and label the first ones.",
            "photos_panel",
        ),
        Idea(
            "Look in “Doubtful labels” for pictures that lie in the wrong folder.",
            "doubtful_panel",
        ),
        Idea(
            "Select a photo and see in “Why” which of your pictures speak for its answer.",
            "why_panel",
        ),
    ),
)
