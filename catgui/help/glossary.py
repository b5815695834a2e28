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
    other words for it on controls.
    """

    name: str
    short: str
    more: str = ""
    aliases: tuple[str, ...] = ()

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
    Term("accuracy", "The share of pictures it gets right."),
    Term(
        "activation",
        "The output of a unit for one picture; above 0, the unit is active.",
        aliases=("activations",),
    ),
    Term("balanced accuracy", "The mean of the accuracies on both classes; always the same answer gives 50%."),
    Term("baseline", "How often you are right by always naming the more frequent class.", aliases=("always",)),
    Term("bias", "What a unit adds to its weighted sum, whatever the picture.", aliases=("biases",)),
    Term("block", "A layer of filters, each of which looks at every place of the picture.", aliases=("blocks",)),
    Term("branch", "A run that goes on from an iteration of another one.", aliases=("continue from here",)),
    Term(
        "cat detector",
        "A ready-made network that knows cats; it answers below yours, for comparison.",
        "Where it is hardly better than chance, it says “unsure”; “small cat” where it sees one only close up.",
        ("detector",),
    ),
    Term(
        "channel",
        "What one filter makes of a picture: a number for each place.",
        "Its activation is the largest of them.",
        ("channels", "feature map", "feature maps"),
    ),
    Term("class", "One of the two kinds of pictures, such as cat."),
    Term(
        "confidence interval",
        "Where the accuracy on all pictures like these probably lies.",
        "In 95 of 100 tests it does.",
    ),
    Term("confusion matrix", "Rows: what it is. Columns: what the network says."),
    Term(
        "convolution",
        "Looking at every place of a picture through a small window with the same weights.",
        aliases=("convolutional",),
    ),
    Term(
        "cost",
        "How wrong the network is, on average. Lower is better.",
        "It is the cross-entropy: 0 if always right and certain, 0.693 if it always says 50%.",
        ("costs", "loss", "cross-entropy"),
    ),
    Term("course", "The course on neural networks that this program grew out of."),
    Term(
        "cross-validation",
        "Each picture is tested by networks that have not trained on it.",
        "The pictures are split into folds; each is left out of training once.",
        ("cross-validate", "cross-validated", "fold", "folds"),
    ),
    Term(
        "dead network",
        "It gives the same answer for all pictures and hardly learns any more.",
        "Usually the learning rate is too high.",
    ),
    Term(
        "dead unit",
        "A unit that outputs 0 for every training picture, for good.",
        "One that is silent now may come back.",
        ("dead units", "dead"),
    ),
    Term("decision boundary", "Where the answer changes from one class to the other.", aliases=("boundary",)),
    Term(
        "divergence",
        "The cost grows without end instead of falling.",
        "Lower the learning rate.",
        ("diverged", "diverge"),
    ),
    Term("dropout", "Switches off random hidden units in each iteration, against overfitting."),
    Term(
        "early stopping",
        "Ends training once the cost on held-out pictures no longer falls.",
        "It goes back to where that was lowest: the dotted curve of the plot.",
        ("patience",),
    ),
    Term("epoch", "One pass through all training pictures.", aliases=("epochs",)),
    Term(
        "feature",
        "One input of the network: a color value of a pixel, or what filters find.",
        aliases=("features",),
    ),
    Term("filter", "A few weights that look for one pattern at every place of a picture.", aliases=("filters",)),
    Term(
        "fine-tuned filters",
        "Filters that began as the pretrained ones and learned on from your pictures.",
        aliases=("fine-tuned", "trained blocks"),
    ),
    Term(
        "framing",
        "How a photo becomes a square: squeezed as a whole, or cut to its center.",
        aliases=("whole picture", "center crop"),
    ),
    Term(
        "generalization",
        "Being right on pictures that the network has not trained on.",
        aliases=("generalize", "generalizes"),
    ),
    Term("gradient", "How fast, and which way, the cost changes with each weight.", aliases=("gradients",)),
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
    Term("initialization", "How the weights are set before the first iteration: at random, or to zeros."),
    Term(
        "iteration",
        "One update of all weights. Iteration 0 is the untrained network.",
        aliases=("iterations",),
    ),
    Term(
        "L2",
        "A penalty on large weights, against overfitting.",
        "Test costs are without it.",
        ("L2 penalty", "weight decay", "regularization"),
    ),
    Term("label", "What a picture is, as given in the data.", aliases=("labels", "actual class")),
    Term("learning curve", "The accuracy on held-out pictures for more and more training pictures."),
    Term("learning rate", "How big each step is. Too big: jumps. Too small: crawls."),
    Term("log scale", "An axis on which equal distances are equal factors: 1, 0.1, 0.01."),
    Term("logistic regression", "A network without hidden layers: one weight for each input, and a bias."),
    Term("logit", "The number behind the probability: above 0 means above 50%.", aliases=("logits",)),
    Term(
        "map",
        "Colors over a picture: which places speak for a class.",
        "It is no outline.",
        ("maps", "activation map"),
    ),
    Term(
        "mini-batch",
        "The few training pictures that one iteration looks at, instead of all.",
        aliases=("mini-batches", "batch size", "batch"),
    ),
    Term("momentum", "Each update keeps part of the one before, which evens out zigzag."),
    Term("neural network", "Layers of simple units, each of which passes its result on to the next."),
    Term("notebook", "The page of text and code with which the course trains this network.", aliases=("Jupyter",)),
    Term("occlusion", "Covering one place of a picture after another, and asking the network each time."),
    Term(
        "overfitting",
        "It learns training pictures by heart; others cost it more, or are wrong more often.",
        "The sign: the training cost falls while the test cost rises.",
        ("overfit", "overfits"),
    ),
    Term(
        "p-value",
        "How often chance alone changes at least this much.",
        "Below 0.05, a change is called more than chance here.",
    ),
    Term("pixel", "One dot of a picture: three numbers, for red, green and blue.", aliases=("pixels",)),
    Term(
        "prediction",
        "The class that the network decides on.",
        "Class 1 above the threshold, else class 0.",
        ("predictions", "predicted"),
    ),
    Term(
        "pretrained filters",
        "Filters that come with the program and have learned from other photos.",
        aliases=("pretrained",),
    ),
    Term(
        "probability",
        "How sure the network is that a picture is of class 1.",
        "A network that overfits is often sure and wrong.",
        ("probabilities",),
    ),
    Term(
        "reliability diagram",
        "How often answers are right, by how sure they are.",
        "On the dashed line, of those that say 90%, 90 of 100 are right.",
        ("calibration",),
    ),
    Term(
        "ReLU",
        "The function of hidden units: below 0 becomes 0, above stays as it is.",
        aliases=("rectifier", "rectifiers"),
    ),
    Term("rounding", "A computer keeps 16 digits, so sums in another order may differ in the last."),
    Term("run", "One training: its data, settings, seed and iterations.", aliases=("runs",)),
    Term(
        "seed",
        "Sets the random start. Other seeds show how much is chance.",
        "On one computer the same seed repeats a run exactly.",
        ("seeds",),
    ),
    Term(
        "setting",
        "What you choose before training, such as the learning rate.",
        aliases=("settings", "hyperparameter", "hyperparameters"),
    ),
    Term("sigmoid", "The function of the output: it turns any number into a probability."),
    Term(
        "similarity",
        "How alike two pictures are to the network; 1 is the same.",
        "Measured at the last hidden layer, or by the answer without one. Similar does not mean decisive.",
        ("similar", "similar pictures", "in words", "near duplicate"),
    ),
    Term(
        "standard deviation",
        "How far results spread around their mean; it stands after ±.",
        aliases=("±",),
    ),
    Term("test part", "Pictures kept back, which the network never trains on.", aliases=("test pictures", "test")),
    Term(
        "threshold",
        "Above this probability the answer is class 1.",
        "Lower: more are found, with more false alarms.",
    ),
    Term("training part", "The pictures that the network learns from.", aliases=("training pictures", "training")),
    Term("underfitting", "Learning too little: the cost is high on the training pictures as well."),
    Term(
        "unit",
        "Weighs its inputs, adds them up and passes the result on.",
        aliases=("units", "neuron", "neurons"),
    ),
    Term(
        "weight",
        "The number by which a unit multiplies one of its inputs; training changes it.",
        aliases=("weights", "parameter", "parameters"),
    ),
    Term("wrong prediction", "A picture whose predicted class is not its label.", aliases=("wrong predictions",)),
    Term(
        "zigzag",
        "Many pictures change sides with each step, and back with the next.",
        "A lower learning rate calms it.",
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
