"""What Help says of each panel and of what concerns several, in the order of the tabs.

The texts name panels as `catgui.help.pages` has it.
"""

from __future__ import annotations

from typing import NamedTuple


class PanelHelp(NamedTuple):
    """The title and the help of a panel, of at most 60 words.

    Attributes: `title`; `text`, what the panel shows and how to read it; `idea`, what to try; `keys`, pairs of a key
    and what it does in the panel, besides those of its commands; `question`, what the user asks who opens it, or ''
    for the panels that are open at a first start.
    """

    title: str
    text: str
    idea: str
    keys: tuple[tuple[str, str], ...] = ()
    question: str = ""


# Of the pictures of the data, wherever they are shown.
_EDIT_KEYS = (
    ("Arrow keys", "Select another picture; with Shift, several"),
    ("M", "Move the selected pictures to the other part"),
)

PANEL_HELP = {
    "data_panel": PanelHelp(
        "Data",
        "The network learns from the training part and is tested on the test part. An edit trains it again; your "
        "files stay as they are.",
        "Label some training pictures wrong, and watch the curves.",
        _EDIT_KEYS,
    ),
    "training_panel": PanelHelp(
        "Training",
        "Training cost falls: it learns. Test cost rises: it overfits. All panels follow the slider.",
        "Train with two learning rates, and compare the curves.",
        (
            ("Enter", "In a field: train"),
            ("Left, Right", "On the slider: the previous or next iteration"),
            ("Page Up, Page Down", "In larger steps"),
            ("Space", "On the slider: play or stop the run"),
            ("+, −, mouse wheel", "On the plot: zoom"),
        ),
    ),
    "results_panel": PanelHelp(
        "Results",
        "How many pictures of each part are right. A big gap between the parts often means overfitting.",
        "Click a cell of the confusion matrix to see its pictures.",
    ),
    "wrong_predictions_panel": PanelHelp(
        "Wrong predictions",
        "What the network gets wrong, the most confident mistakes first.",
        "Select one, then open {why_panel}.",
        (("Alt+N, Alt+P", "In the enlargement: the network's map, the picture"),),
    ),
    "photos_panel": PanelHelp(
        "Your photos",
        "Your photos, what the network sees of each, and its answer. They stay on this computer.",
        "Drop photos, a folder, or a picture from your browser on the window.",
        (("Alt+N, Alt+P", "In the enlargement: the network's map, the photo"),),
    ),
    "runs_panel": PanelHelp(
        "Runs",
        "Every run, also of earlier sessions. Tick a run to draw its curve.",
        "Bring back your best run.",
        (("Space", "Show or hide the curve of the run"),),
        question="What did I try?",
    ),
    "answers_panel": PanelHelp(
        "Answers",
        "Across, the probability of class 1. Its pictures stand above the middle line, the others below; those on "
        "red are wrong.",
        "Drag the threshold until no cat is missed: how many false alarms does that cost?",
        (
            *_EDIT_KEYS,
            ("Left, Right", "On the slider: move the threshold by 0.01"),
            ("Page Up, Page Down", "On the slider: move it by 0.05"),
        ),
    ),
    "why_panel": PanelHelp(
        "Why",
        "A map of the places that speak for a class, and the training pictures most like the selected one.",
        "Select a wrong prediction: how are the pictures like it labeled?",
        (("Tab, then arrow keys", "On a map: read one place after another"),),
        question="Why did it say so?",
    ),
    "weights_panel": PanelHelp(
        "Weights",
        "Each neuron (unit), with the pictures that activate it most.",
        "Select a neuron: what do its pictures share?",
        (
            ("Arrow keys", "Select another neuron, or another of its pictures"),
            ("Enter on one of the nine pictures", "Select it, as in Data"),
        ),
        question="What has it learned?",
    ),
    "between_panel": PanelHelp(
        "Between",
        "The answer to every mix of three pictures. It changes at the thick line; at a thin one a neuron becomes "
        "active.",
        "Put a wrong prediction in, by B: how far is it from the thick line?",
        (("Arrow keys", "Move the place"), ("1, 2, 3", "Go to a picture"), ("Home", "Go to the middle")),
        question="Where does it change its mind?",
    ),
    "reliability_panel": PanelHelp(
        "Reliability",
        "Each mark is one training. Two runs that differ by less than the marks spread may be equally good.",
        "Run the seeds, and find your own run among them.",
        question="How far can I trust it?",
    ),
    "more_settings_panel": PanelHelp(
        "More settings",
        "What the network sees of a picture, its layers, the seed and more. 0 is off.",
        "Train without and with dropout, and compare the test curves.",
        question="What else can I set?",
    ),
}

# The title and the text of what concerns several panels, by a name of its own.
OTHER_HELP = {
    "data_sources": (
        "Where data come from",
        "Drawings, the course photos, HDF5 files, and your own pictures: drop a folder with a folder for each class "
        "on the window.",
    ),
    "room": (
        "Open and enlarge panels",
        "Open panels under More questions. Double-click a tab to enlarge its panel. F5 is the presentation, Ctrl++ "
        "makes the text larger.",
    ),
    "exports": (
        "Exports",
        "The plot, the costs, a web page that answers photos offline, or a notebook that prints the same costs.",
    ),
    "saved_networks": (
        "A saved network",
        "Its run comes back with every iteration if its data are here. Without them it still answers photos.",
    ),
    "math": (
        "How the numbers are computed",
        "The products of all training pictures are computed once: the same sums in another order.",
    ),
}
