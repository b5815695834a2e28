"""The glossary: the terms that the window uses, each explained once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field. Attributes: `name`; `text`, what it is; `aliases`, other words for it on controls."""

    name: str
    text: str
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name with a capital."""
        return f"{self.name[:1].upper()}{self.name[1:]}"

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)


GLOSSARY = (
    Term("accuracy", "The share of pictures it gets right."),
    Term("activation", "The output of a unit for one picture; above 0, the unit is active.", ("activations",)),
    Term("baseline", "How often you are right by always naming the more frequent class.", ("always",)),
    Term("bias", "What a unit adds to its weighted sum, whatever the picture.", ("biases",)),
    Term(
        "cat detector",
        "A ready-made network that knows cats. The menu of Your photos has it answer, too.",
        ("detector",),
    ),
    Term("confusion matrix", "Rows: what it is. Columns: what the network says."),
    Term(
        "convolution",
        "Looking at every place of a picture through a small window with the same weights.",
        ("convolutional",),
    ),
    Term(
        "cost",
        "How wrong the network is, on average: the cross-entropy. Lower is better; 0.693 if it always says 50%.",
        ("costs", "loss", "cross-entropy"),
    ),
    Term("course", "The course on neural networks that this program grew out of."),
    Term(
        "cross-validation",
        "Each picture is tested by networks that have not trained on it: each fold is left out once.",
        ("cross-validate", "cross-validated", "fold", "folds"),
    ),
    Term(
        "dead network",
        "It gives the same answer for all pictures and hardly learns any more. Usually the learning rate is too high.",
    ),
    Term("decision boundary", "Where the answer changes from one class to the other.", ("boundary",)),
    Term(
        "divergence",
        "The cost grows without end instead of falling. Lower the learning rate.",
        ("diverged", "diverge"),
    ),
    Term("dropout", "Switches off random hidden units in each iteration, against overfitting."),
    Term(
        "early stopping",
        "Ends training once the cost on held-out pictures no longer falls, and goes back to where that was lowest.",
        ("patience",),
    ),
    Term("feature", "One input of the network: a color value of a pixel, or what filters find.", ("features",)),
    Term("filter", "A few weights that look for one pattern at every place of a picture.", ("filters",)),
    Term(
        "framing",
        "How a photo becomes a square: squeezed as a whole, or cut to its center.",
        ("whole picture", "center crop"),
    ),
    Term("gradient", "How fast, and which way, the cost changes with each weight.", ("gradients", "backpropagation")),
    Term("HDF5", "A file format for data sets; the course uses it."),
    Term(
        "held-out",
        "Kept out of training, so that the result on these pictures is honest.",
        ("held out", "validation"),
    ),
    Term(
        "hidden layer",
        "A row of units between picture and answer: 20, 7, 5 is three rows.",
        ("hidden layers", "layer", "layers"),
    ),
    Term("initialization", "How the weights are set before the first iteration: at random, or to zeros."),
    Term("iteration", "One update of all weights. Iteration 0 is the untrained network.", ("iterations",)),
    Term(
        "L2",
        "A penalty on large weights, against overfitting. Test costs are without it.",
        ("L2 penalty", "weight decay", "regularization"),
    ),
    Term("label", "What a picture is, as given in the data.", ("labels", "actual class")),
    Term("learning rate", "How big each step is. Too big: jumps. Too small: crawls."),
    Term("logistic regression", "A network without hidden layers: one weight for each input, and a bias."),
    Term(
        "mini-batch",
        "The few training pictures that one iteration looks at, instead of all.",
        ("mini-batches", "batch size", "batch"),
    ),
    Term("momentum", "Each update keeps part of the one before, which evens out zigzag."),
    Term("notebook", "The page of text and code with which the course trains this network.", ("Jupyter",)),
    Term(
        "overfitting",
        "It learns training pictures by heart: the training cost falls while the test cost rises.",
        ("overfit", "overfits"),
    ),
    Term(
        "prediction",
        "The class that the network decides on. Class 1 above the threshold, else class 0.",
        ("predictions", "predicted"),
    ),
    Term(
        "pretrained filters",
        "Filters that come with the program and have learned from other photos.",
        ("pretrained",),
    ),
    Term("probability", "How sure the network is that a picture is of class 1.", ("probabilities",)),
    Term("ReLU", "The function of hidden units: below 0 becomes 0, above stays as it is.", ("rectifier", "rectifiers")),
    Term("run", "One training: its data, settings, seed and iterations.", ("runs",)),
    Term("seed", "Sets the random start. On one computer the same seed repeats a run exactly.", ("seeds",)),
    Term("sigmoid", "The function of the output: it turns any number into a probability."),
    Term("standard deviation", "How far results spread around their mean; it stands after ±.", ("±",)),
    Term("test part", "Pictures kept back, which the network never trains on.", ("test pictures", "test")),
    Term("threshold", "Above this probability the answer is class 1. Lower: more are found, with more false alarms."),
    Term("training part", "The pictures that the network learns from.", ("training pictures", "training")),
    Term("underfitting", "Learning too little: the cost is high on the training pictures as well."),
    Term("unit", "Weighs its inputs, adds them up and passes the result on.", ("units", "neuron", "neurons")),
    Term(
        "weight",
        "The number by which a unit multiplies one of its inputs; training changes it.",
        ("weights", "parameter", "parameters"),
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
