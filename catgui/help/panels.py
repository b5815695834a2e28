"""What Help says of each panel and of what concerns several, in the order of the tabs.

The texts name panels as `catgui.help.pages` has it.
"""

from __future__ import annotations

from typing import NamedTuple


class PanelHelp(NamedTuple):
    """The title and the help of a panel, of at most 60 words.

    Attributes: `title`; `text`, what the panel shows and how to read it; `idea`, what to try, or ''; `keys`, pairs of a
    key and what it does in the panel, besides those of its commands; `question`, what the user asks who opens it,
    or '' for the panels that are open at a first start.
    """

    title: str
    text: str
    idea: str = ""
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
        "The pictures that the network learns from (training part) and is tested on (test part). Edits train it "
        "again at once; your files stay as they are.",
        "Label some training pictures wrong, and watch the curves.",
        _EDIT_KEYS,
    ),
    "training_panel": PanelHelp(
        "Training",
        "Training cost falls: it learns. Test cost rises: it overfits. Behind each line, the lowest and highest "
        "costs. The slider shows any iteration in all panels.",
        "Train with two learning rates, and compare the curves.",
        (
            ("Enter", "In a field: train"),
            ("Left, Right", "On the slider: the previous or next iteration"),
            ("Page Up, Page Down", "In larger steps"),
            ("Space", "On the slider: play the run, or stop that"),
            ("+, −, mouse wheel", "On the plot: zoom"),
        ),
    ),
    "results_panel": PanelHelp(
        "Results",
        "How many pictures the network gets right, in each part. A big gap between the parts often means overfitting.",
        "Click a cell of the confusion matrix to see its pictures.",
    ),
    "wrong_predictions_panel": PanelHelp(
        "Wrong predictions",
        "The pictures that the network gets wrong, the most confident mistakes first. Look for what they have in "
        "common.",
        "Select one, then open {why_panel}.",
        (("Alt+N, Alt+P", "In the enlargement: the network's map, the picture"),),
    ),
    "photos_panel": PanelHelp(
        "Your photos",
        "Your own photos, what the network sees of each, and its answer. They stay on this computer.",
        "Drop photos, a folder, or a picture from your browser on the window.",
        (("Alt+N, Alt+P", "In the enlargement: the network's map, the photo"),),
    ),
    "runs_panel": PanelHelp(
        "Runs",
        "Every run, also of earlier sessions. Tick a run to draw its curve; select two to read how they differ.",
        "Bring back your best run.",
        (("Space", "Draw the curve of the run, or take it away"),),
        question="What did I try?",
    ),
    "answers_panel": PanelHelp(
        "Answers",
        "Every picture at its answer: across, the probability of class 1. Its pictures stand above the middle "
        "line, the others below; those on red are wrong.",
        "Drag the threshold until no cat is missed: how many false alarms does that cost?",
        (
            *_EDIT_KEYS,
            ("Left, Right", "On the slider: move the threshold by 0.01"),
            ("Page Up, Page Down", "On the slider: move it by 0.05"),
        ),
    ),
    "why_panel": PanelHelp(
        "Why",
        "The training pictures most like the selected one, and a map: which places speak for a class.",
        "Select a wrong prediction: how are the pictures like it labeled?",
        (("Tab, then arrow keys", "On a map: read one place after another"),),
        question="Why did it say so?",
    ),
    "weights_panel": PanelHelp(
        "Weights",
        "Each neuron (unit), with the pictures that activate it most. What they have in common may be what it "
        "looks for, or just a color.",
        "Switch to what training has added: the random start hides it.",
        (
            ("Arrow keys", "Select another neuron, or another of its pictures"),
            ("Enter on one of the nine pictures", "Select it, as in Data"),
        ),
        question="What has it learned?",
    ),
    "between_panel": PanelHelp(
        "Between",
        "What the network answers to every mix of three pictures. The color is the answer, the thick line where "
        "it changes, a thin one where a neuron begins to be active.",
        "Put a wrong prediction in, by B: how far is it from the thick line?",
        (
            ("Arrow keys", "Move the place"),
            ("1, 2, 3", "Go to a picture"),
            ("Home", "Go to the middle"),
        ),
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
        "What the network sees of each picture, its layers, the seed and more. 0 is off.",
        "Train without and with dropout, and compare the test curves.",
        question="What else can I set?",
    ),
}

# What concerns several panels, by a name of its own.
OTHER_HELP = {
    "data_sources": PanelHelp(
        "Where data come from",
        "Drawings, the course photos (downloaded once), pictures of your own in a folder for each class, and "
        "HDF5 files.",
        "Drop a folder of your own on the window.",
    ),
    "room": PanelHelp(
        "Open and enlarge panels",
        "Open panels by their questions at the foot, by View, or by Ctrl+K. Double-click a tab to enlarge its "
        "panel. F5 is the presentation, Ctrl++ makes all text larger.",
    ),
    "exports": PanelHelp(
        "Exports",
        "The plot, the costs, a web page that answers photos offline, or a notebook that prints the same costs.",
    ),
    "saved_networks": PanelHelp(
        "A saved network",
        "Its curves, settings and every iteration come back: the run is repeated on its data, and checked. "
        "Without the data it still answers photos.",
    ),
    "math": PanelHelp(
        "How the numbers are computed",
        "The products of all training pictures are computed once: the same sums in another order.",
    ),
}
