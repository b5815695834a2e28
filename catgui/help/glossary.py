"""The glossary: the terms that the window uses, each explained once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field.

    Attributes: `text`, its explanation; `aliases`, other words for it on controls; `synonyms`, everyday words by which
    it is found, though they stand nowhere.
    """

    name: str
    text: str
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
    def explanation(self) -> str:
        """The term with its explanation, for a tooltip."""
        return f"{self.title}: {self.text}"


GLOSSARY = (
    Term(
        "accuracy",
        "The share of pictures that are predicted right. Compare it with the baseline: where two of three pictures are "
        "cats, always saying cat is right for 67%.",
    ),
    Term(
        "activation",
        "The output of a unit for one picture. A hidden unit is active where its activation is above 0.",
        ("activations",),
    ),
    Term(
        "activation map",
        "What each place of a picture adds to the logit of a convolutional network: the mean of the map and the bias "
        "are the logit. Each place stands for the neighborhood that the filters see of it.",
    ),
    Term(
        "AUC",
        "The area under the ROC curve: the probability that a random picture of class 1 gets a higher "
        "probability than one of class 0. 0.5 is guessing, 1 is perfect.",
        ("area under the ROC curve",),
    ),
    Term(
        "augmentation",
        "Changing the training pictures a little in each iteration, so that the network cannot learn them by heart. "
        "Here: flips and shifts.",
        ("flips", "shifts"),
    ),
    Term(
        "backpropagation",
        "The method that computes, from the output back to the pixels, how each weight must change for the cost to "
        "fall. Every iteration does it once.",
    ),
    Term(
        "balanced accuracy",
        "The mean of the accuracies on the two classes. Always giving the same answer brings it to 50%, however "
        "frequent that class is.",
    ),
    Term(
        "baseline",
        "The accuracy of always predicting the more frequent class. A network that is not better may still put the "
        "pictures into a useful order: another threshold, or the ROC curve, tells.",
    ),
    Term("bias", "A number that a unit adds to its weighted sum, whatever the picture. It is learned.", ("biases",)),
    Term(
        "block",
        "A layer of filters: each multiplies a patch of 3 x 3 places by its weights, everywhere in the picture, and "
        "keeps what is above 0. Some then keep only the largest of each 2 x 2 places.",
        ("blocks",),
    ),
    Term(
        "branch",
        "A run that goes on from an iteration of another one, often with other settings. Continue from here makes one.",
        ("continue from here",),
    ),
    Term(
        "cat detector",
        "A convolutional network that comes with the program and has learned from other photos what a cat is. It looks "
        "at your photo itself, at several sizes. Where its probability was found to be hardly better than chance, it "
        "says “unsure”.",
        ("detector",),
    ),
    Term(
        "channel",
        "What one filter of a block makes of a picture: a map with a number for each place. Its activation here is the "
        "largest of them.",
        ("channels", "feature map", "feature maps"),
    ),
    Term(
        "class",
        "One of the two kinds of pictures to tell apart, such as cat and non-cat. Class 1 is the one whose "
        "probability the network predicts. Of your own pictures, a folder called cat, or with cat in its name, is "
        "class 1 unless you choose another.",
    ),
    Term(
        "confidence interval",
        "The range in which a rate lies that was counted on some pictures only, such as the test accuracy. A 95% "
        "interval holds the rate on all pictures like these in 95 of 100 tests. More pictures make it narrower.",
        ("95% interval",),
    ),
    Term(
        "confusion matrix",
        "A table that counts the pictures by actual class (rows) and predicted class (columns). Right predictions are "
        "on the diagonal.",
    ),
    Term(
        "convolution",
        "Looking at a picture through a small window that moves over all its places, with the same few weights, a "
        "filter, at each. It finds a pattern wherever it is.",
        ("convolutional",),
    ),
    Term(
        "cost",
        "How wrong the network is, on average, as one number: the cross-entropy of the probabilities it predicts. "
        "Answering 50% for every picture costs 0.693, being always right and certain costs 0. Training makes it fall.",
        ("costs", "loss", "cross-entropy"),
    ),
    Term(
        "course",
        "A course on neural networks, with whose exercise this program began: to tell cats from other things in 209 "
        "photos. The course's settings are those of its notebook.",
        ("course's settings", "course photos"),
        ("download", "homework"),
    ),
    Term(
        "cross-validation",
        "Splits the pictures into folds, trains on all but one and tests on that one, in turn. So every picture is "
        "tested once, by a network that has not trained on it.",
        ("cross-validate", "cross-validated"),
    ),
    Term(
        "data set",
        "Pictures with their labels, in a training part and a test part: the built-in drawings, the course photos, or "
        "pictures of your own.",
        ("data sets",),
    ),
    Term(
        "dead network",
        "A network in which every unit of one hidden layer outputs 0 for all training pictures. No gradient gets "
        "through, so it hardly ever recovers. The usual cause is a learning rate that is too high.",
    ),
    Term(
        "dead unit",
        "A unit whose ReLU outputs 0 for every training picture, and which no later step can wake. In a deeper layer a "
        "silent unit may come back, as the layers below it learn.",
        ("dead units", "dead"),
    ),
    Term(
        "divergence",
        "The cost grows beyond all bounds instead of falling, because the updates overshoot. A lower learning rate "
        "helps.",
        ("diverged", "diverge"),
    ),
    Term(
        "doubtful label",
        "A label that networks which have not seen its picture find unlikely. It may be wrong, or the picture may be "
        "hard: look at it.",
        ("doubtful labels",),
    ),
    Term(
        "dropout",
        "Switches off random hidden units in each iteration, so that none can rely on another. It works against "
        "overfitting.",
    ),
    Term(
        "early stopping",
        "Ends training when the cost on held-out pictures has not fallen for some iterations, and goes back to the "
        "network of the iteration where it was lowest.",
        ("patience",),
    ),
    Term(
        "effect",
        "What a training picture changes in an answer beyond chance: the typical logit of networks trained without one "
        "picture, their median, minus that without this one, as the mean of several seeds. It is not its share: the "
        "others are then learned otherwise.",
        ("effects",),
    ),
    Term(
        "epoch",
        "One pass through all training pictures. Without mini-batches every iteration is an epoch.",
        ("epochs",),
    ),
    Term("F1", "The harmonic mean of precision and recall: it is high only if both are.", ("F1 score",)),
    Term(
        "false positive rate",
        "The share of the pictures of class 0 that are predicted as class 1: false alarms. Lower is better.",
    ),
    Term(
        "feature",
        "One input of the network: one color value of one pixel, as in the notebook, or one number that filters make "
        "of the picture, pretrained ones or those that convolution learns here.",
        ("features",),
    ),
    Term(
        "filter",
        "The few weights with which convolution looks at each place of a picture, such as 3 x 3 places with 3 colors. "
        "It answers strongly where it sees its pattern. Filters are learned like all weights.",
        ("filters",),
    ),
    Term(
        "fine-tuned filters",
        "Filters that began as the pretrained ones and have learned on from your pictures: of all blocks, or only of "
        "the last ones, the trained blocks. A hundred pictures of each class are enough, better of 96 x 96 pixels.",
        ("fine-tuned", "trained blocks"),
    ),
    Term("fold", "One of the equal parts into which cross-validation splits the pictures.", ("folds",)),
    Term(
        "framing",
        "How a photo is fitted to the small square that the network sees: squeezed into it as a whole, or cut to its "
        "center.",
        ("whole picture", "center crop"),
    ),
    Term(
        "generalization",
        "Being right on pictures that the network has not trained on, not only on those it has. The test part measures "
        "it.",
        ("generalize", "generalizes"),
    ),
    Term(
        "gradient",
        "For each weight, how fast the cost changes with it, and in which direction.",
        ("gradients",),
    ),
    Term(
        "gradient descent",
        "The way the network learns: in each iteration every weight moves a little against its gradient, down the "
        "slope of the cost.",
    ),
    Term(
        "Gram matrix",
        "The products of every training picture with every other. This program computes them once; its iterations "
        "multiply them instead of pixels: the same sums in another order, with far less work.",
        ("Gram form", "products of all pictures"),
    ),
    Term(
        "guided lesson",
        "Steps that lead through something to learn. Each points at what it speaks of, and is ticked once you have "
        "done what it asks for.",
        ("guided lessons",),
        ("tutorial", "introduction"),
    ),
    Term(
        "held-out",
        "Kept back: not used for training, so that the result on these pictures is honest.",
        ("held out", "validation"),
    ),
    Term(
        "hidden layer",
        "A row of units between the pixels and the output. 20, 7, 5 means three hidden layers with 20, 7 and 5 units.",
        ("hidden layers", "layer", "layers"),
    ),
    Term(
        "initialization",
        "How the weights are set before the first iteration: at random, since equal units would stay equal. He makes "
        "them larger, which suits ReLU.",
        ("initialisation",),
    ),
    Term(
        "iteration",
        "One update of all weights by gradient descent. Iteration n is the network after n updates, and 0 the start: "
        "costs, accuracies, the slider, tables and files all count so, as the notebook does.",
        ("iterations",),
    ),
    Term(
        "L2",
        "A penalty that adds the squares of the weights to the training cost; test costs are without it. Smaller "
        "weights fit the training pictures less closely, which works against overfitting.",
        ("L2 penalty", "weight decay", "regularization"),
    ),
    Term("label", "The actual class of a picture, as given in the data.", ("labels", "actual class")),
    Term(
        "learning curve",
        "The accuracy on held-out pictures for more and more training pictures. Where it still rises at its end, more "
        "pictures would help; where it is flat, they would not.",
    ),
    Term(
        "learning rate",
        "How far each iteration moves the weights. Too low, and training crawls; too high, and it overshoots: the cost "
        "jumps, and the network may die.",
    ),
    Term(
        "leave one out",
        "Training again without one picture, for each picture in turn, to find what each of them changes. The networks "
        "begin with the same weights.",
        ("leave-one-out",),
    ),
    Term(
        "log scale",
        "An axis on which equal distances are equal factors: 1, 0.1, 0.01. It shows small costs that a linear axis "
        "squeezes together.",
    ),
    Term(
        "logit",
        "The output of the last unit before the sigmoid: any number. Above 0 the probability is above 50%, below 0 it "
        "is under 50%.",
        ("logits",),
    ),
    Term(
        "map",
        "Colors over a picture that show which of its places speak for a class. It is found by occlusion, or is an "
        "activation map. It is no outline of what the network sees.",
        ("maps",),
    ),
    Term(
        "mini-batch",
        "A few training pictures that one iteration looks at, instead of all. Updates are faster, and noisier.",
        ("mini-batches", "batch size", "batch"),
    ),
    Term(
        "momentum",
        "Each update keeps part of the previous one's velocity, which carries it along flat slopes and evens out "
        "zigzag.",
    ),
    Term(
        "neural network",
        "Layers of simple units. Each unit multiplies its inputs by weights, adds them up and passes the result on. "
        "This one has fully connected layers of ReLU units and one sigmoid output.",
        synonyms=("brain",),
    ),
    Term(
        "noise",
        "Differences that chance alone brings, such as those between seeds. A difference that is no larger says "
        "nothing.",
    ),
    Term(
        "notebook",
        "The Jupyter notebook of the course, a page of text and program: it trains a network of fully connected layers "
        "on the course photos. Its functions and settings are kept here, and its numbers come out the same.",
        ("Jupyter",),
    ),
    Term(
        "occlusion",
        "Covering one place of a picture after another and asking the network each time. How much lower the logit is "
        "then says how much the place speaks for class 1. It works for any network.",
        ("map by occlusion",),
    ),
    Term(
        "overfitting",
        "Learning the training pictures by heart instead of what makes a cat. The sign: the training cost still falls "
        "while the test cost rises, by more than it jumps up and down anyway.",
        ("overfit", "overfits"),
        ("memorize", "cheat"),
    ),
    Term(
        "p-value",
        "How often chance alone would bring a change at least as large: p=0.5 is every second time. A change is "
        "called more than chance here if p is below 0.05 both for other seeds and for other test pictures.",
    ),
    Term(
        "parameter",
        "A number that training changes: a weight or a bias. What you choose yourself is called a setting.",
        ("parameters",),
    ),
    Term(
        "pixel",
        "One dot of a picture: three numbers, for red, green and blue. 64 x 64 of them are 12,288 numbers.",
        ("pixels",),
    ),
    Term(
        "precision",
        "Of the pictures predicted to be of a class, the share that really are. Low precision means many false alarms.",
    ),
    Term(
        "prediction",
        "The class that the network decides on: class 1 if its probability is above the threshold, else class 0.",
        ("predictions", "predicted"),
    ),
    Term(
        "presentation",
        "The window for a class room: on the whole screen, in large text. F5 starts it, and Esc ends it.",
        synonyms=("beamer", "projector"),
    ),
    Term(
        "pretrained filters",
        "Filters of a convolutional network that has learned to tell cats from other things on other photos. They come "
        "with the program; what they make of a picture shows better than its pixels whether there is a cat.",
        ("pretrained",),
    ),
    Term(
        "probability",
        "The output of the network: how likely it takes a picture to be of class 1, from 0% to 100%. A network that "
        "overfits is often certain and wrong.",
        ("probabilities",),
    ),
    Term(
        "recall",
        "Of the pictures of a class, the share that are predicted to be of it. Low recall means many are missed.",
    ),
    Term(
        "ReLU",
        "The function of the hidden units: what is below 0 becomes 0, what is above stays as it is.",
        ("rectifier", "rectifiers"),
    ),
    Term(
        "ROC curve",
        "For every possible threshold, the true positive rate against the false positive rate. The closer the curve is "
        "to the top left corner, the better; the diagonal is guessing.",
        ("ROC",),
    ),
    Term(
        "rounding",
        "A computer keeps 16 digits of a number and rounds off the rest. The same sum taken in another order may "
        "therefore differ in the last digit: that is no approximation.",
        ("rounding error",),
    ),
    Term(
        "run",
        "One training: data, settings and seed, and all iterations made with them. Every run is kept in Runs.",
        ("runs",),
        ("compare", "comparison", "overlay", "history"),
    ),
    Term(
        "seed",
        "The number from which the random start is drawn. On the same computer it repeats a run "
        "exactly; on another one, a high learning rate can make differences in rounding grow. Another seed shows how "
        "much of a result is chance.",
        ("seeds",),
        ("luck", "random"),
    ),
    Term(
        "setting",
        "What you choose before training, such as the learning rate; elsewhere called a hyperparameter. Training "
        "changes the parameters, and none of the settings.",
        ("settings", "hyperparameter", "hyperparameters"),
    ),
    Term(
        "share of the logit",
        "The part of a logit that is due to one training picture, the mean picture, the random start or the biases. "
        "They add up exactly to the logit. A share is not what would change without the picture: that is its effect.",
        ("Shares", "The sum", "contribution", "contributions", "attribution"),
    ),
    Term(
        "shortcut",
        "A key that does what an entry of a menu or a button does.",
        ("shortcuts",),
        ("hotkey", "hotkeys", "keyboard"),
    ),
    Term(
        "sigmoid",
        "The function of the output unit: it squeezes any number into a probability between 0 and 1.",
    ),
    Term(
        "similarity",
        "How alike two pictures are to the network, from -1 to 1: by what the units of its last hidden layer give, "
        "minus their mean over the training pictures. Similar pictures need not have decided an answer.",
        ("similar", "similar pictures", "In words", "near duplicate"),
    ),
    Term(
        "speed",
        "How many iterations are trained in a second. It changes no cost: when it is slow, each can be watched.",
        synonyms=("faster", "slower"),
    ),
    Term(
        "standard deviation",
        "How far results spread around their mean; it stands after ±. Of one group without outliers, two "
        "of three are within it.",
        ("±",),
    ),
    Term(
        "test part",
        "Pictures that the network never trains on. They show whether it has understood, or only memorized.",
        ("test pictures", "test"),
    ),
    Term(
        "text size",
        "How large all text of the window is, from 80 to 200% of the size that the system has.",
        synonyms=("font", "bigger", "enlarge", "tiny", "zoom"),
    ),
    Term(
        "theme",
        "The colors of the window: light, dark, or as the system has them.",
        synonyms=("appearance", "mode", "night"),
    ),
    Term(
        "threshold",
        "The probability above which a picture is predicted as class 1. It is 0.5 at first. Lower, and more cats are "
        "found, with more false alarms.",
    ),
    Term(
        "training part",
        "The pictures that the network learns from.",
        ("training pictures", "training"),
    ),
    Term(
        "true positive rate",
        "The share of the pictures of class 1 that are predicted as class 1; another name for its recall.",
    ),
    Term(
        "underfitting",
        "Learning too little: the cost is high on the training pictures as well. More iterations, a higher learning "
        "rate or more units help.",
    ),
    Term(
        "unit",
        "A unit, or neuron, adds up its weighted inputs and its bias, and passes the result through ReLU or sigmoid.",
        ("units", "neuron", "neurons"),
    ),
    Term(
        "weight",
        "The number by which a unit multiplies one of its inputs. Training changes the weights; they are what the "
        "network has learned.",
        ("weights",),
    ),
    Term(
        "wrong prediction",
        "A picture whose predicted class is not its label. The notebook calls such pictures mislabeled, though it is "
        "the network that is wrong.",
        ("wrong predictions",),
        ("error", "mislabeled", "mistake"),
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
