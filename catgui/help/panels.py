"""What Help says of each panel and of what concerns several, in the order of the tabs.

The texts name panels as `catgui.help.pages` has it.
"""

from __future__ import annotations

from typing import NamedTuple


class PanelHelp(NamedTuple):
    """The title and the help of a panel.

    Attributes: `title`; `shows`, what it shows; `reading`, how to read it; `ideas`, what to try; `keys`, pairs of a key
    and what it does in the panel, besides those of its commands; `question`, what the user asks who opens it,
    or '' for the panels that are open at a first start.
    """

    title: str
    shows: str
    reading: str
    ideas: tuple[str, ...]
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
        "The pictures that the network learns from (training part) and is tested on (test part).",
        "Edited pictures are marked, and a trained network learns again at once. Your files stay as they are; your "
        "edits come back with the same pictures.",
        (
            "Look at a few test pictures: how do you tell the classes apart?",
            "Label some training pictures wrong, and watch the curves.",
        ),
        _EDIT_KEYS,
    ),
    "training_panel": PanelHelp(
        "Training",
        "The cost of every iteration, and what controls it.",
        "Training cost falls: it learns. Test cost rises: it overfits. Behind each line is a pale band from "
        "the lowest to the highest cost. The slider shows any iteration in all panels. {runs_panel} keeps every run; "
        "{more_settings_panel} has all other settings.",
        (
            "Train, then drag the slider back to where the test curve is lowest.",
            "Train with another learning rate, and compare the curves.",
            "Click the sentence above the plot: it leads to what it speaks of.",
        ),
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
        "How many pictures the network gets right, in each part and of each class.",
        "Compare training, test and “always”. A big gap between training and test often means overfitting. The "
        "confusion matrix shows which mistakes are made.",
        (
            "Click a cell of the confusion matrix to see its pictures.",
            "Move the threshold in {answers_panel}: the mistakes change.",
        ),
    ),
    "wrong_predictions_panel": PanelHelp(
        "Wrong predictions",
        "The pictures that the network gets wrong, the most confident mistakes first.",
        "Look for what they have in common, such as a dark background.",
        (
            "Select one, then open {why_panel}.",
            "In the training part: what is wrong there is hard to learn, or labeled wrong.",
        ),
        (("Alt+N, Alt+P", "In the enlargement: the network's map, the picture"),),
    ),
    "photos_panel": PanelHelp(
        "Your photos",
        "Your own photos, what the network sees of each, and its answer.",
        "Your network is often sure and wrong: your photos differ from all it knows. They stay on this computer.",
        (
            "Drop photos, a folder, or a picture from your browser on the window.",
            "Say what each is: how often is the network right?",
        ),
        (("Alt+N, Alt+P", "In the enlargement: the network's map, the photo"),),
    ),
    "runs_panel": PanelHelp(
        "Runs",
        "Every run, also of earlier sessions, with its settings and results.",
        "Tick a run to draw its curve. Select two to read how they differ.",
        (
            "Train with two learning rates, and select both runs.",
            "Bring back your best run.",
        ),
        (("Space", "Draw the curve of the run, or take it away"),),
        question="What did I try?",
    ),
    "answers_panel": PanelHelp(
        "Answers",
        "Every picture at its answer, and what another threshold would change.",
        "Across: the probability of class 1. Its pictures stand above the middle line, the others below; those on "
        "red are wrong. Drag the line to move the threshold.",
        (
            "Play the run in the training part, then in the test part.",
            "Select a picture far on the wrong side, and press Enter to see why.",
            "Drag the line until no cat is missed: how many false alarms does that cost?",
        ),
        (
            *_EDIT_KEYS,
            ("Left, Right", "On the slider: move the threshold by 0.01"),
            ("Page Up, Page Down", "On the slider: move it by 0.05"),
        ),
    ),
    "why_panel": PanelHelp(
        "Why",
        "What lies behind the answer to the selected picture.",
        "In words: similar training pictures. The map: which places speak for a class.",
        (
            "Select a wrong prediction: what are the training pictures labeled that are like it?",
            "Select a photo of your own: is any training picture like it?",
        ),
        (("Tab, then arrow keys", "On a map: read one place after another"),),
        question="Why did it say so?",
    ),
    "weights_panel": PanelHelp(
        "Weights",
        "Each neuron (unit), with the pictures that activate it most.",
        "A neuron of the first layer is a picture of its weights. What its pictures have in common may be what it "
        "looks for, or just a color.",
        (
            "Switch to what training has added: the random start hides it.",
            "In the last layer, which neurons have cats only, and which a color?",
            "With filters, go from block to block: how large are the frames?",
        ),
        (
            ("Arrow keys", "Select another neuron, or another of its pictures"),
            ("Enter on one of the nine pictures", "Select it, as in Data"),
        ),
        question="What has it learned?",
    ),
    "between_panel": PanelHelp(
        "Between",
        "What the network answers to every mix of three pictures.",
        "The color is the answer, the thick line where it changes, a thin one where a neuron begins to be active. "
        "Pictures are put in by their menus, or by B.",
        (
            "Play the run: when does the boundary come between the pictures?",
            "Put a wrong prediction in: how far is it from the boundary?",
            "Click a thin line: what is its neuron looking for?",
        ),
        (
            ("Arrow keys", "Move the place"),
            ("1, 2, 3", "Go to a picture"),
            ("Home", "Go to the middle"),
        ),
        question="Where does it change its mind?",
    ),
    "reliability_panel": PanelHelp(
        "Reliability",
        "How much depends on the seed, and on the pictures.",
        "Each mark is one training; the bold sentence is the result. Two runs that differ by less than the marks "
        "spread may be equally good.",
        (
            "Run the seeds, and find your own run among them.",
            "Compare cross-validation with the baseline.",
        ),
        question="How far can I trust it?",
    ),
    "more_settings_panel": PanelHelp(
        "More settings",
        "What the network sees of each picture, its layers, the seed and more.",
        "Try the extras under More one by one; all are off at first.",
        (
            "Choose other features, train, and compare the test accuracy.",
            "Train without and with dropout, and compare the test curves.",
        ),
        question="What else can I set?",
    ),
}

# What concerns several panels, by a name of its own.
OTHER_HELP = {
    "data_sources": PanelHelp(
        "Where data come from",
        "Drawings, the course photos, pictures of your own, and HDF5 files.",
        "Course photos that are not here are downloaded once. Of your own pictures, make a folder for each class, in "
        "one folder.",
        (
            "Drop a folder of your own on the window.",
            "Train on the course photos, and compare with the drawings.",
        ),
    ),
    "room": PanelHelp(
        "Open and enlarge panels",
        "How to open panels and give them room.",
        "Open panels by their questions at the foot, by View, or by Ctrl+K. Double-click a tab to enlarge its panel.",
        (
            "Fill the window with your photos; Esc leaves that.",
            "Press Ctrl+K and type what you look for.",
            "F5 is the presentation, Ctrl++ makes all text larger.",
        ),
    ),
    "exports": PanelHelp(
        "Exports",
        "What can be saved of a run.",
        "The plot, the costs, a web page that answers photos offline, or a notebook that prints the same "
        "costs. Only where the cost jumps can rounding lead elsewhere.",
        ("Export a run as a notebook, run it, and compare the costs.",),
    ),
    "saved_networks": PanelHelp(
        "A saved network",
        "What comes back when a saved network is opened.",
        "Curves, settings and every iteration: the run is repeated on its data, and checked. Without the data it "
        "still answers photos. The file names your data, not their place.",
        ("Save a network, open it again, and drag the slider.",),
    ),
    "math": PanelHelp(
        "How the numbers are computed",
        "Why training is fast here, and still exact.",
        "The products of all training pictures are computed once: the same sums in another order.",
        (),
    ),
}
