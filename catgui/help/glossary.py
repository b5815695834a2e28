"""The glossary: the terms that the window uses, each explained once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field.

    Attributes: `short`, what it is, in one sentence for a tooltip; `more`, what the glossary adds to that; `aliases`,
    other words for it on controls; `synonyms`, everyday words by which it is found, though they stand nowhere.
    """

    name: str
    short: str
    more: str = ""
    aliases: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name with a capital."""
        return f"{self.name[:1].upper()}{self.name[1:]}"

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)

    @property
    def text(self) -> str:
        """The whole explanation."""
        return f"{self.short} {self.more}".rstrip()

    @property
    def explanation(self) -> str:
        """The term with its one sentence, for a tooltip."""
        return f"{self.title}: {self.short}"


GLOSSARY = (
    Term("accuracy", "The share of pictures it gets right.", "Compare it with the baseline."),
    Term(
        "activation",
        "The output of a unit for one picture.",
        "A hidden unit is active where its activation is above 0.",
        ("activations",),
    ),
    Term(
        "AUC",
        "The area under the ROC curve: 0.5 is guessing, 1 is perfect.",
        "How often a random picture of class 1 gets a higher probability than one of class 0.",
        ("area under the ROC curve",),
    ),
    Term(
        "augmentation",
        "Changing the training pictures a little in each iteration, against learning by heart.",
        "Here: flips and shifts.",
        ("flips", "shifts"),
    ),
    Term("backpropagation", "The method that finds, from the output backward, how each weight changes the cost."),
    Term(
        "balanced accuracy",
        "The mean of the accuracies on the two classes.",
        "Always giving the same answer brings it to 50%.",
    ),
    Term(
        "baseline",
        "How often you are right by always naming the more frequent class.",
        "A network that is not better may still put the pictures into a useful order: see the ROC curve.",
        ("always",),
    ),
    Term("bias", "A number that a unit adds to its weighted sum, whatever the picture.", aliases=("biases",)),
    Term(
        "block",
        "A layer of filters, each of which looks at every place of the picture.",
        "What is below 0 becomes 0. Some blocks then keep only the largest of each 2 x 2 places.",
        ("blocks",),
    ),
    Term(
        "branch",
        "A run that goes on from an iteration of another one.",
        "Often with other settings.",
        ("continue from here",),
    ),
    Term(
        "cat detector",
        "A ready-made network that knows cats; it answers beside yours.",
        "It looks at a photo in several sizes, and says “unsure” where it is hardly better than chance.",
        ("detector",),
    ),
    Term(
        "channel",
        "What one filter of a block makes of a picture: a number for each place.",
        "Its activation here is the largest of them.",
        ("channels", "feature map", "feature maps"),
    ),
    Term(
        "class",
        "One of the two kinds of pictures, such as cat.",
        "The network predicts the probability of class 1.",
    ),
    Term(
        "confidence interval",
        "Where the accuracy on all pictures like these probably lies.",
        "A 95% interval holds it in 95 of 100 tests. More pictures make it narrower.",
        ("95% interval", "likely"),
    ),
    Term(
        "confusion matrix",
        "Rows: what it is. Columns: what the network says.",
        "Right predictions are on the diagonal.",
    ),
    Term(
        "convolution",
        "Looking at every place of a picture through a small window with the same weights.",
        "So a pattern is found wherever it is.",
        ("convolutional",),
    ),
    Term(
        "cost",
        "How wrong the network is, on average. Lower is better.",
        "It is the cross-entropy: 0.693 if it says 50% for every picture, 0 if it is always right and certain.",
        ("costs", "loss", "cross-entropy"),
    ),
    Term(
        "course",
        "A course on neural networks, whose notebook this program grew out of.",
        "Its task: to tell cats from other things in 209 photos.",
        ("course's settings", "course photos"),
        ("download", "homework"),
    ),
    Term(
        "cross-validation",
        "Each picture is tested by networks that have not trained on it.",
        "The pictures are split into folds; each fold is left out of training once, and tested.",
        ("cross-validate", "cross-validated"),
    ),
    Term(
        "data set",
        "Pictures with their labels, in a training part and a test part.",
        aliases=("data sets",),
    ),
    Term(
        "dead network",
        "It gives the same answer for all pictures and hardly learns any more.",
        "In one hidden layer every unit outputs 0. The usual cause is a learning rate that is too high.",
    ),
    Term(
        "dead unit",
        "A unit that outputs 0 for every training picture, for good.",
        "In a deeper layer a silent unit may come back, as the layers below it learn.",
        ("dead units", "dead"),
    ),
    Term(
        "divergence",
        "The cost grows without end instead of falling.",
        "The steps are too big: lower the learning rate.",
        ("diverged", "diverge"),
    ),
    Term(
        "doubtful label",
        "A label that networks which have not seen its picture find unlikely.",
        "It may be wrong, or the picture may be hard.",
        ("doubtful labels",),
    ),
    Term(
        "dropout",
        "Switches off random hidden units in each iteration, against overfitting.",
    ),
    Term(
        "early stopping",
        "Ends training once the cost on held-out pictures no longer falls.",
        "It goes back to the network where that cost was lowest.",
        ("patience",),
    ),
    Term(
        "effect",
        "What a training picture changes in an answer, beyond chance.",
        "The network is trained again without the picture, from eight seeds. Above 0 it speaks for class 1.",
        ("effects",),
    ),
    Term(
        "epoch",
        "One pass through all training pictures.",
        "Without mini-batches every iteration is one.",
        ("epochs",),
    ),
    Term("F1", "High only if both precision and recall are: their harmonic mean.", aliases=("F1 score",)),
    Term("false positive rate", "False alarms: the share of class 0 that is predicted as class 1."),
    Term(
        "feature",
        "One input of the network: a color value of a pixel, or what filters find.",
        aliases=("features",),
    ),
    Term(
        "filter",
        "A few weights that look for one pattern at every place of a picture.",
        "Filters are learned like all weights.",
        ("filters",),
    ),
    Term(
        "fine-tuned filters",
        "Filters that began as the pretrained ones and learned on from your pictures.",
        "All blocks learn, or only the last ones. A hundred pictures of each class are enough.",
        ("fine-tuned", "trained blocks"),
    ),
    Term("fold", "One of the equal parts into which cross-validation splits the pictures.", aliases=("folds",)),
    Term(
        "framing",
        "How a photo is fitted into the square that the network sees.",
        "It is squeezed as a whole, or cut to its center.",
        ("whole picture", "center crop"),
    ),
    Term(
        "generalization",
        "Being right on pictures that the network has not trained on.",
        "The test part measures it.",
        ("generalize", "generalizes"),
    ),
    Term(
        "gradient",
        "For each weight, how fast the cost changes with it, and in which direction.",
        aliases=("gradients",),
    ),
    Term("gradient descent", "How it learns: in each iteration every weight moves a little down the slope."),
    Term(
        "Gram matrix",
        "The products of every training picture with every other, computed once.",
        "Iterations use them in place of pixels: the same sums in another order, far faster.",
        ("Gram form", "products of all pictures"),
    ),
    Term(
        "guided lesson",
        "Steps that lead through something to learn.",
        "A step is ticked once you have done what it asks for.",
        ("guided lessons",),
        ("tutorial", "introduction"),
    ),
    Term("HDF5", "A file format for data sets; the course uses it."),
    Term(
        "held-out",
        "Kept out of training, so that the result on these pictures is honest.",
        aliases=("held out", "validation"),
    ),
    Term(
        "hidden layer",
        "A row of units between picture and answer: 20, 7, 5 is three rows.",
        aliases=("hidden layers", "layer", "layers"),
    ),
    Term(
        "initialization",
        "How the weights are set before the first iteration: at random.",
        "Equal units would stay equal. He makes the weights larger, which suits ReLU.",
    ),
    Term(
        "iteration",
        "One update of all weights. Iteration 0 is the untrained network.",
        aliases=("iterations",),
    ),
    Term(
        "L2",
        "A penalty on large weights, against overfitting.",
        "It adds the squares of the weights to the training cost; test costs are without it.",
        ("L2 penalty", "weight decay", "regularization"),
    ),
    Term("label", "What a picture is, as given in the data.", aliases=("labels", "actual class")),
    Term(
        "learning curve",
        "The accuracy on held-out pictures for more and more training pictures.",
        "Where it still rises at its end, more pictures would help.",
    ),
    Term(
        "learning rate",
        "How big each step is. Too big: jumps. Too small: crawls.",
    ),
    Term(
        "leave one out",
        "Training again without one picture, for each picture in turn.",
        aliases=("leave-one-out",),
    ),
    Term(
        "log scale",
        "An axis on which equal distances are equal factors: 1, 0.1, 0.01.",
        "It shows small costs that a linear axis squeezes together.",
    ),
    Term(
        "logit",
        "The number before the sigmoid: above 0, the probability is above 50%.",
        aliases=("logits",),
    ),
    Term(
        "map",
        "Colors over a picture: which places speak for a class.",
        "By occlusion, or an activation map, whose places and the bias add up to the logit. It is no outline.",
        ("maps", "activation map"),
    ),
    Term(
        "mini-batch",
        "The few training pictures that one iteration looks at, instead of all.",
        "Updates are faster, and noisier.",
        ("mini-batches", "batch size", "batch"),
    ),
    Term("momentum", "Each update keeps part of the one before, which evens out zigzag."),
    Term(
        "neural network",
        "Layers of simple units, each of which passes its result on to the next.",
        "The notebook's has fully connected layers of ReLU units and one sigmoid output.",
        synonyms=("brain",),
    ),
    Term(
        "notebook",
        "The page of text and program with which the course trains this network.",
        "Its functions and settings are kept here, and its numbers come out the same.",
        ("Jupyter",),
    ),
    Term(
        "occlusion",
        "Covering one place of a picture after another, and asking the network each time.",
        "Where the logit falls, the place speaks for class 1. A covered picture is new to the network.",
        ("map by occlusion",),
    ),
    Term(
        "overfitting",
        "It learns training pictures by heart and gets worse on others.",
        "The sign: the training cost falls while the test cost rises.",
        ("overfit", "overfits"),
        ("memorize", "cheat"),
    ),
    Term(
        "p-value",
        "How often chance alone changes at least this much.",
        "p=0.5 is every second time. Below 0.05, a change is called more than chance here.",
    ),
    Term(
        "parameter",
        "A number that training changes: a weight or a bias.",
        aliases=("parameters",),
    ),
    Term(
        "pixel",
        "One dot of a picture: three numbers, for red, green and blue.",
        "64 x 64 of them are 12,288 numbers.",
        ("pixels",),
    ),
    Term(
        "precision",
        "Of the pictures predicted as a class, the share that really are.",
        "Low precision means many false alarms.",
    ),
    Term(
        "prediction",
        "The class that the network decides on.",
        "Class 1 if its probability is above the threshold, else class 0.",
        ("predictions", "predicted"),
    ),
    Term(
        "presentation",
        "The window on the whole screen, in large text, for a class room.",
        synonyms=("beamer", "projector"),
    ),
    Term(
        "pretrained filters",
        "Filters that come with the program and have learned from other photos.",
        "What they find shows better than pixels whether there is a cat.",
        ("pretrained",),
    ),
    Term(
        "probability",
        "How sure the network is that a picture is of class 1.",
        "A network that overfits is often sure and wrong.",
        ("probabilities",),
    ),
    Term(
        "recall",
        "Of the pictures of a class, the share that are predicted as it.",
        "Low recall means many are missed.",
    ),
    Term(
        "ReLU",
        "The function of hidden units: below 0 becomes 0, above stays as it is.",
        aliases=("rectifier", "rectifiers"),
    ),
    Term(
        "right for good",
        "Right from that iteration on, to the end of the run.",
        "Before it, the network may have been right and wrong again many times.",
    ),
    Term(
        "ROC curve",
        "True positive rate against false positive rate, for every threshold.",
        "The nearer to the top left corner, the better; the diagonal is guessing.",
        ("ROC",),
    ),
    Term(
        "rounding",
        "A computer keeps 16 digits of a number.",
        "So the same sum in another order may differ in its last digit.",
        ("rounding error",),
    ),
    Term(
        "run",
        "One training: its data, settings, seed and iterations.",
        "Every run is kept in Runs.",
        ("runs",),
        ("compare", "comparison", "overlay", "history"),
    ),
    Term(
        "seed",
        "Sets the random start. Other seeds show how much is chance.",
        "On one computer the same seed repeats a run exactly; on another, rounding may grow at a high rate.",
        ("seeds",),
        ("luck", "random"),
    ),
    Term(
        "setting",
        "What you choose before training, such as the learning rate.",
        "Also called a hyperparameter. Training changes the parameters, and none of the settings.",
        ("settings", "hyperparameter", "hyperparameters"),
    ),
    Term(
        "share of the logit",
        "What one training picture adds to the logit; all shares add up to it.",
        "The mean picture, the random start and the biases have shares too. A share is no effect.",
        ("Shares", "The sum", "contribution", "contributions", "attribution"),
    ),
    Term(
        "shortcut",
        "A key that does what an entry of a menu or a button does.",
        aliases=("shortcuts",),
        synonyms=("hotkey", "hotkeys", "keyboard"),
    ),
    Term("sigmoid", "The function of the output: it turns any number into a probability."),
    Term(
        "similarity",
        "How alike two pictures are to the network; 1 is the same.",
        "By the units of the last hidden layer, minus their mean. Similar pictures need not decide an answer.",
        ("similar", "similar pictures", "In words", "near duplicate"),
    ),
    Term(
        "speed",
        "How many iterations are trained in a second; it changes no cost.",
        synonyms=("faster", "slower"),
    ),
    Term(
        "standard deviation",
        "How far results spread around their mean; it stands after ±.",
        aliases=("±",),
    ),
    Term(
        "test part",
        "Pictures kept back, which the network never trains on.",
        "They show whether it has understood, or only memorized.",
        ("test pictures", "test"),
    ),
    Term(
        "text size",
        "How large all text of the window is, from 80 to 200%.",
        synonyms=("font", "bigger", "enlarge", "tiny", "zoom"),
    ),
    Term(
        "theme",
        "The colors of the window: light, dark, or as the system has them.",
        synonyms=("appearance", "mode", "night"),
    ),
    Term(
        "threshold",
        "Above this probability the answer is class 1.",
        "Lower, and more cats are found, with more false alarms.",
    ),
    Term("training part", "The pictures that the network learns from.", aliases=("training pictures", "training")),
    Term("true positive rate", "The share of class 1 that is predicted as class 1: its recall."),
    Term(
        "underfitting",
        "Learning too little: the cost is high on the training pictures as well.",
        "More iterations, a higher learning rate or more units help.",
    ),
    Term(
        "unit",
        "Weighs its inputs, adds them up and passes the result on.",
        "Also called a neuron.",
        ("units", "neuron", "neurons"),
    ),
    Term(
        "weight",
        "The number by which a unit multiplies one of its inputs.",
        "Training changes the weights: they are what the network has learned.",
        ("weights",),
    ),
    Term(
        "wrong prediction",
        "A picture whose predicted class is not its label.",
        "The notebook calls such pictures mislabeled, though the network is wrong.",
        ("wrong predictions",),
        ("error", "mislabeled", "mistake"),
    ),
    Term(
        "zigzag",
        "Many pictures change sides with each step, and back with the next.",
        "The steps are too big for the valley they are in. A lower learning rate calms it.",
        ("zigzags",),
    ),
)


@cache
def _terms_by_word() -> dict[str, Term]:
    return {word.lower(): term for term in GLOSSARY for word in term.names}


@cache
def _any_word() -> re.Pattern[str]:
    # Longest first, so that "mini-batches" is found before "batch".
    words = sorted(_terms_by_word(), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


def find_term(word: str) -> Term:
    """The term that `word` stands for. Raises KeyError."""
    return _terms_by_word()[word.lower()]


def split_terms(text: str) -> Iterator[tuple[str, Term | None]]:
    """The pieces of `text`, each with the term that it is the first occurrence of, or None."""
    found: set[str] = set()
    end = 0
    for match in _any_word().finditer(text):
        term = find_term(match.group())
        if term.name not in found:
            found.add(term.name)
            yield text[end : match.start()], None
            yield match.group(), term
            end = match.end()
    yield text[end:], None


def terms_in(text: str) -> Iterator[Term]:
    """The terms that occur in `text`, each once, in the order of their first occurrence."""
    return (term for _, term in split_terms(text) if term is not None)
