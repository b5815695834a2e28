"""The glossary: the terms that the window uses, each explained once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field. Attributes: `name`; `text`, what it is; `aliases`, other words for it, in the singular."""

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
    Term("activation", "The output of a unit for one picture; above 0, the unit is active."),
    Term("baseline", "How often you are right by always naming the more frequent class.", ("always",)),
    Term("bias", "What a unit adds to its weighted sum, whatever the picture."),
    Term("cat detector", "A ready-made network that knows cats.", ("detector",)),
    Term("confusion matrix", "Rows: what it is. Columns: what the network says."),
    Term("convolution", "Looking at every place of a picture with the same weights.", ("convolutional",)),
    Term("cost", "How wrong the network is, on average. 0.693 if it always says 50%.", ("loss", "cross-entropy")),
    Term("course", "The course on neural networks that this program grew out of."),
    Term(
        "cross-validation",
        "Each picture is tested by a network that has not trained on it: each fold is left out once.",
        ("cross-validate", "cross-validated", "fold"),
    ),
    Term("dead network", "It gives the same answer for all pictures, usually because the learning rate is too high."),
    Term("decision boundary", "Where the answer changes from one class to the other.", ("boundary",)),
    Term("divergence", "The cost grows without end. Lower the learning rate.", ("diverge", "diverged")),
    Term("dropout", "Switches off random hidden units in each iteration, against overfitting."),
    Term("early stopping", "Ends training once the cost on held-out pictures no longer falls.", ("patience",)),
    Term("feature", "One input of the network: a color value of a pixel, or what filters find."),
    Term("filter", "A few weights that look for one pattern at every place of a picture."),
    Term("framing", "How a photo becomes a square: squeezed, or cut to its center.", ("whole picture", "center crop")),
    Term("gradient", "How fast, and which way, the cost changes with each weight.", ("backpropagation",)),
    Term("HDF5", "A file format for data sets; the course uses it."),
    Term("held-out", "Kept out of training, to check it.", ("held out", "validation")),
    Term("hidden layer", "A row of units between picture and answer: 20, 7, 5 is three rows.", ("layer",)),
    Term("initialization", "How the weights are set before the first iteration: at random, or to zeros."),
    Term("iteration", "One update of all weights. Iteration 0 is the untrained network."),
    Term("L2", "A penalty on large weights, against overfitting.", ("L2 penalty", "weight decay", "regularization")),
    Term("label", "What a picture is, as given in the data.", ("actual class",)),
    Term("learning rate", "How big each step is. Too big: jumps. Too small: crawls."),
    Term("logistic regression", "A network without hidden layers."),
    Term("mini-batch", "The few training pictures of one iteration.", ("batch size", "batch")),
    Term("momentum", "Each update keeps part of the one before, which evens out zigzag."),
    Term("notebook", "The page of text and code with which the course trains this network.", ("Jupyter",)),
    Term(
        "overfitting",
        "It learns training pictures by heart: training cost falls while test cost rises.",
        ("overfit",),
    ),
    Term("prediction", "Class 1 if its probability is above the threshold, else class 0.", ("predicted",)),
    Term("pretrained filters", "Filters that have already learned from other photos.", ("pretrained",)),
    Term("probability", "How sure the network is that a picture is of class 1.", ("probabilities",)),
    Term("ReLU", "The function of hidden units: below 0 becomes 0.", ("rectifier",)),
    Term("run", "One training: its data, settings, seed and iterations."),
    Term("seed", "Sets the random start. On one computer the same seed repeats a run exactly."),
    Term("sigmoid", "The function of the output: it turns any number into a probability."),
    Term("standard deviation", "How far results spread around their mean.", ("±",)),
    Term("test part", "Pictures that the network never trains on.", ("test pictures", "test")),
    Term("threshold", "Above this probability the answer is class 1."),
    Term("training part", "The pictures that the network learns from.", ("training pictures", "training")),
    Term("underfitting", "Learning too little: even the training cost stays high."),
    Term("unit", "Weighs its inputs, adds them up and passes the result on.", ("neuron",)),
    Term("weight", "The number by which a unit multiplies one of its inputs.", ("parameter",)),
)


_TERMS = {word.lower(): term for term in GLOSSARY for word in term.names}
# Longest first, so that "batch size" is found before "batch"; each word in the plural as well.
_ANY_WORD = re.compile(
    rf"(?<!\w)({'|'.join(map(re.escape, sorted(_TERMS, key=len, reverse=True)))})(?:e?s)?(?!\w)", re.IGNORECASE
)


def split_terms(text: str) -> Iterator[tuple[str, Term | None]]:
    """The pieces of `text`, each with the term that it is the first occurrence of, or None."""
    found: set[str] = set()
    end = 0
    for match in _ANY_WORD.finditer(text):
        term = _TERMS[match[1].lower()]
        if term.name not in found:
            found.add(term.name)
            yield text[end : match.start()], None
            yield match[0], term
            end = match.end()
    yield text[end:], None
