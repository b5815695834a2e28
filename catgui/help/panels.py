"""What Help says of each panel and of what concerns several, in the order of the tabs.

The texts name panels as `catgui.help.links` has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.analysis.similarity import NEAR_DUPLICATE


@dataclass(frozen=True, slots=True)
class PanelHelp:
    """The title and the help of a panel.

    Attributes: `title`; `shows`, what it shows; `reading`, how to read it; `ideas`, what to try; `keys`, pairs of a key
    and what it does in the panel, besides those of its commands; `lesson`, the id of a lesson about it, or '';
    `question`, what the user asks who opens it, or '' for the panels that are open at a first start.
    """

    title: str
    shows: str
    reading: str
    ideas: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()
    lesson: str = ""
    question: str = ""


# Of the pictures of the data, wherever they are shown.
_EDIT_KEYS = (
    ("Arrow keys", "Select another picture; with Shift, several"),
    ("M", "Move the selected pictures to the other part"),
)

PANEL_HELP = {
    "data_panel": PanelHelp(
        "Data",
        "The pictures that the network learns from (training part) and those that it is tested on (test part).",
        "The two bars show how many pictures of each class there are. If one class is much more frequent, always "
        "answering with it is right that often: that is the baseline any network has to beat. The selected picture is "
        "enlarged at the bottom, with the pixels that the network gets."
        "\n\n"
        "The data can be edited, and a trained network learns again at once: 1 and 2 label the selected pictures, M "
        "moves them to the other part, Del leaves them out, and the menu of a picture has the same. A picture that is "
        "in the other part already is refused, since a test on it would prove nothing. Edited pictures are marked. "
        "Edits are never lost: they are back whenever the same pictures are opened again, even after a crash.",
        (
            "Look at a few test pictures and ask yourself how you tell the classes apart.",
            "Open other data: the built-in drawings, the course photos, or a folder of your own pictures.",
            "Drag photos over this panel and drop them on a class, or use “Add pictures to a class…” in the menu Edit.",
            "Give some training pictures the wrong label, and see what that does to the curves. Edits… reverts it; "
            "your files are never changed, and your edits are back when you open the same data again.",
            "After an edit, press “What changed…” in the message or under Edit: which answers are right now, and is it "
            "more than the seeds and the test pictures vary?",
        ),
        _EDIT_KEYS,
        "own",
    ),
    "training_panel": PanelHelp(
        "Training",
        "The buttons that control a run, the settings that matter most, and the cost of every iteration.",
        "A falling curve means that the network is learning. The training curve is the cost on the pictures it trains "
        "on, the test curve that on pictures it never trains on. Where the test curve turns and rises, the network "
        "starts to overfit. The pointer reads both, and the wheel zooms in until each cost is a point of its line."
        "\n\n"
        "The slider under the plot, or a drag on the curve, sets the network and all panels to any iteration of the "
        "run, exactly as if training had stopped there; Continue from here goes on from it, with other settings if you "
        "like: beside the settings stands what a change will do, and a click on that does it. The menu “⋯” of the plot "
        "exports, zooms out, and shows the cost on a log scale, on which a single high cost does not flatten the rest."
        "\n\n"
        "At instant speed, another setting trains the whole run again, and the previous curve stays as a faint line; "
        "only the very first run is slow enough to be watched. No button or setting loses a run: {runs_panel} keeps "
        "all, but for those that the drag of a slider replaces within a second, and of one edit of the data after "
        "another the last. All other settings, such as the features, the seed and the speed, are in "
        "{more_settings_panel}.",
        (
            "Train, then drag the slider back to where the test curve is lowest.",
            "Train with another learning rate, and compare the curves.",
            "After a run, click the sentence above the plot: it leads to what it speaks of.",
            "See for yourself that no cost is approximated: Help, Check the maths computes each of them a second time.",
        ),
        (
            ("Enter", "In a field: train with the settings"),
            ("Enter", "On the plot: show the iteration at the cursor"),
            ("Left, Right", "On the plot or the slider under it: the previous or next iteration"),
            ("Page Up, Page Down", "Likewise, in larger steps"),
            ("Space", "On the slider: play the run like a film, or stop that"),
            ("+, −, mouse wheel", "On the plot: zoom in and out"),
        ),
        "gap",
    ),
    "results_panel": PanelHelp(
        "Results",
        "How many pictures the network gets right, in each part and for each class.",
        "Compare three numbers: the accuracy on the training part, that on the test part, and the baseline. A large "
        "gap between the first two is overfitting. Beside the test accuracy stands its 95% interval, since other test "
        "pictures would give another one: a network whose interval has the baseline in it may be no better. The "
        "confusion matrix shows which mistakes are made: rows are actual classes, columns are predicted ones, and "
        "right predictions are on the diagonal. Each class has its precision, recall and F1.",
        (
            "Click a cell of the confusion matrix to see its pictures.",
            "Move the threshold in {answers_panel} and see precision and recall trade places.",
        ),
        (),
        "gap",
    ),
    "wrong_predictions_panel": PanelHelp(
        "Wrong predictions",
        "The pictures that the network gets wrong, the most confident mistakes first.",
        "Each picture has its predicted class with the probability, and its actual class. Confident mistakes tell "
        "most: look for what they have in common, such as a dark background. The notebook calls these pictures "
        "mislabeled, though it is the network that is wrong.",
        (
            "Select one, then open {why_panel} to see which training pictures led to it.",
            "Switch to the training part: what it still gets wrong there is hard to learn, or wrongly labeled.",
        ),
        (("Alt+N, Alt+D, Alt+P", "In the enlargement: the map of the network, that of the detector, the picture"),),
        "why",
    ),
    "photos_panel": PanelHelp(
        "Your photos",
        "Your own photos, the small picture of each that the network sees, and its prediction.",
        "Where the data are of cats, the cat detector that comes with the program answers each photo as well, from its "
        "own pixels, and frames in the enlarged photo what decided; View, Cat detector hides it and its maps. Your "
        "network's prediction follows the training live. A network trained on a few hundred pictures is often "
        "certain and wrong on yours: they differ from all it knows.\n\n"
        "Nothing leaves your computer. Your photos and their answers come back at the next start, also those that "
        "were pasted or fetched from the web, up to 100 MB of them; an answer for which the open data have no class "
        "counts again when data with that class are open. Help, About Catgui says what the detector has learned from.",
        (
            "Drop photos, a folder, or a picture from your browser anywhere on the window.",
            "Say of each what it really is, and see how often the network is right on photos of your own. There are "
            "percentages from ten on; before, one photo would change them too much.",
            "Sort by “To label next”: the first twenty are uncertain and differ, so their labels would teach the "
            "network most. Label them, add them by “Add to training” (or T), and sort again.",
            "Show only the photos on which detector and network disagree: which of them is right more often?",
            "Try the same photo squeezed as a whole and cut to its center.",
        ),
        (("Alt+N, Alt+D, Alt+P", "In the enlargement: the map of the network, that of the detector, the photo"),),
        "own",
    ),
    "runs_panel": PanelHelp(
        "Runs",
        "Every run, with its settings and results, also those of earlier sessions.",
        "A row is a run. Tick it to draw its curve over the plot. Select two rows to read in one line how their "
        "settings and results differ, with a warning if they were trained on different data. Runs can be named, pinned "
        "to the top and removed, their settings put back into the form, and the table exported.",
        (
            "Train with two learning rates, and select both runs.",
            "Bring back your best run, with its network, its curves and its settings.",
        ),
        (("Space", "Draw the curve of the run over the plot, or take it away"),),
        "rate",
        question="What did I try?",
    ),
    "answers_panel": PanelHelp(
        "Answers",
        "Every picture at the answer that the network gives it, and what another threshold would change.",
        "Across is the probability of class 1; pictures of nearly the same one share a column. Class 1 stands above "
        "the middle line, class 0 below. Right of the threshold the network says class 1, so pictures on red are wrong."
        "\n\n"
        "Press Play under the plot, and see whether the red fields empty, in the training part and in the test part. "
        "The selected picture leaves a trail of its last five places. Where there are many pictures, bars count them."
        "\n\n"
        "Every threshold is a point of the ROC curve: the closer the curve comes to the top left corner, the better "
        "the network separates the classes. All results follow the threshold.",
        (
            "Play the run in the training part, then in the test part.",
            "Select a picture far on the wrong side, and press Enter to see why.",
            "Drag the line until no cat is missed, and see how many false alarms that costs.",
        ),
        (
            *_EDIT_KEYS,
            ("3", "Of your photos: mark the selected ones as neither"),
            ("Enter", "Ask why the network answers the selected picture so"),
            ("Left, Right", "On the slider: move the threshold by 0.01"),
            ("Page Up, Page Down", "On the slider: move it by 0.05"),
        ),
        question="How sure is it of each picture?",
    ),
    "why_panel": PanelHelp(
        "Why",
        "Which training pictures are most like the selected one to the network (In words), which places speak for a "
        "class (Network's map; Detector's map for data of cats), what training pictures change when the network is "
        "trained without them (Effects), and what its answer is the sum of (The sum).",
        "In words: what the network sees of a picture, and the training pictures most alike to its last hidden layer, "
        "from which it answers. 1 is the same to the network, 0 nothing in common but what all have. If "
        f"almost the same picture (pixels at least {NEAR_DUPLICATE} similar) is in the other part, it says so. That a "
        "picture is similar does not mean that it has decided the answer; once Effects are known, the sentence says "
        "which one changes it most."
        "\n\n"
        "Effects: the network is trained again without each training picture, from the same start, with several "
        "seeds. The number is the typical logit without one picture, their median, minus the logit without this one, "
        "because any small change may move an answer, whichever picture is left out; it is the mean of all seeds, ± "
        "their standard deviation. It is called an effect where it is larger than chance makes the largest of all "
        "pictures. What is faint may be chance."
        "\n\n"
        "The sum: the logit, the number behind the probability, is a sum: one share of each training picture, and "
        "those of the mean picture, the random start and the biases. Positive ones push towards class 1, negative "
        "ones towards class 0. A cat can push towards non-cat, if the selected picture has little in common with it. A "
        "share is not an effect: without the picture, the others are learned otherwise."
        "\n\n"
        "Maps: what has the color of a class speaks for it, the stronger the color the more; the pointer reads the "
        "value of a place. A map is not an outline: an untrained network draws one as well.",
        (
            "Select a wrong prediction: what are the training pictures labeled that are most alike to the network?",
            "Double click a training picture to ask the same of it.",
            "Compare the largest shares of The sum with the pictures that Effects names: are they the same?",
            "Select a photo of your own. If none is much like it to the network, how certain is the answer?",
            "Look at the maps of a picture that the network gets right, and of one that it gets wrong.",
        ),
        (("Tab, then arrow keys", "On a map: read the value of one place after another"),),
        "why",
        question="Why did it say so?",
    ),
    "weights_panel": PanelHelp(
        "Weights",
        "The units of a layer, what each has learned, and the training pictures that activate it most.",
        "The first line says whether more units prefer a class than chance makes."
        "\n\n"
        "In the first layer a unit is shown as a picture of its weights: grey is zero, a bright pixel activates the "
        "unit, a dark one inhibits it. In the others it is shown as the training picture that activates it most. "
        "Beside it are the nine that do so most, with their activations. Whatever these have in common may be what the "
        "unit looks for, but it may also be a mere color. A dead unit outputs 0 for every training picture, for "
        "good; one that is silent now may come back. A network with filters has blocks as well: the first filters are "
        "shown as pictures, and each channel as its map of the selected picture. A frame shows what the activation "
        "depends on.",
        (
            "Switch to what training has added: the random start hides it.",
            "Select a picture, and put the units first that it activates most.",
            "Go through the units of the last layer: which have cats only, and which a color?",
            "With filters, pretrained or not, go from block to block: how large are the frames, and what is in them?",
        ),
        (
            ("Arrow keys", "Select another unit, or another of its pictures"),
            ("Enter on one of the nine pictures", "Select it, as in Data"),
        ),
        question="What has it learned?",
    ),
    "reliability_panel": PanelHelp(
        "Reliability",
        "How far a result can be trusted: how much depends on the seed, how well such a network generalizes, and "
        "whether more pictures would help.",
        "A sentence says what the figures come to, with both kinds of chance: that of the seeds, and that of the test "
        "pictures. Each point is a whole training. If the points spread over ten percent, a difference of two percent "
        "between two runs means nothing. Cross-validation tests each of its pictures, by a network that has not "
        "trained on it: its accuracy is the most honest one. The learning curve trains on 10, 20, 50 and more of the "
        "training pictures: where its right end still rises by more than the repetitions and the test pictures vary, "
        "more would help."
        "\n\n"
        "On the course photos that is sobering: fifty seeds give 73.6% ± 5.3 on the test part, so the notebook's 80% "
        "is a lucky seed; cross-validated on the training photos the network is right for 60.4% ± 2.9, which is no "
        "better than always predicting non-cat, 65.6%.",
        (
            "Run the seeds, and find your own run among them.",
            "Compare the result of the cross-validation with the baseline.",
            "Compare the learning curves of pixels and of pretrained filters: which needs fewer pictures?",
        ),
        (),
        "seed",
        question="How far can I trust it?",
    ),
    "doubtful_labels_panel": PanelHelp(
        "Doubtful labels",
        "Labels that may be wrong: the least likely first, as found by networks that have not seen the picture.",
        "A network that has learned a picture defends its label, right or wrong. So the pictures are divided into five "
        "folds, each is judged by networks trained on the other four, and that is repeated with other folds. Beside a "
        "picture stand its label with the mean probability and its part. The area under the ROC curve says how far "
        "the order can be trusted: where it is that of chance, the list is noise. An unlikely label is no wrong one: "
        "look, and relabel what you see is wrong. What you change stays in its place, with a mark; your files are "
        "never changed."
        "\n\n"
        "On the course photos that area is 0.70 with pixels, whose networks deny every third label, and 0.98 with "
        "pretrained filters.",
        (
            "In {data_panel} give a cat the label non-cat, look for doubtful labels with pretrained filters, and see "
            "where it is in the list.",
            "Relabel what is wrong, train again, and press “What changed…” in the message or under Edit.",
            "Select a picture and press Why?: which training pictures speak against its label?",
        ),
        _EDIT_KEYS,
        "own",
        question="Is the data right?",
    ),
    "more_settings_panel": PanelHelp(
        "More settings",
        "What the network sees of each picture (its features), its layers, the seed, the speed, and options.",
        "Features choose what the network sees of a picture: its pixels, as in the notebook; what pretrained filters "
        "find in it; or what filters of its own find, of a convolutional network that is trained on the spot, from a "
        "random start or, fine-tuned, from the pretrained filters. “The course's settings” takes all settings back to "
        "those of the course notebook; data, photos and runs stay."
        "\n\n"
        "The options under More are all off at first, as in the notebook. "
        "Each has a sentence and its formula. L2, dropout, early stopping, flips and shifts work against overfitting; "
        "momentum, mini-batches and the initialization change how fast the network learns. Where the features rule a "
        "setting out, it is grey, and its tooltip says why.",
        (
            "Choose other features, train, and compare the accuracy on the test part.",
            "Set a slow speed and watch the first iterations one by one.",
            "Train once without and once with dropout, and compare the two test curves.",
            "Turn on early stopping and see at which iteration the run ends.",
        ),
        (),
        "gap",
        question="What else can I set?",
    ),
}

# What concerns several panels, by a name of its own.
OTHER_HELP = {
    "data_sources": PanelHelp(
        "Where data come from",
        "Four kinds of data: drawings, the course photos, pictures of your own, and HDF5 files.",
        "Built-in drawings: 209 pictures to train on and 50 to test with, 64 x 64 pixels, drawn by a program. A "
        "network that has learned from drawings knows only drawings."
        "\n\n"
        "Course photos: if they are not yet here, downloaded once from a public place, verified, and kept. They were "
        "made for a course on neural networks, whose notebook this program grew out of; with them you get its own "
        "figures, 98.6% on the training part and 80% on the test part."
        "\n\n"
        "Your own pictures: a folder with a folder of pictures for each class, such as cat and not a cat. One called "
        "cat, or with cat in its name, is class 1, unless you choose another; of more than two, all others are one "
        "class. They are made small and split into two parts with equal shares of the classes; your files are never "
        "changed."
        "\n\n"
        "HDF5: a pair of files in the format of the course. File, Save data as HDF5 makes such a pair of any data.",
        (
            "Drop a folder of your own on the window.",
            "Open the course photos, train, and compare with the drawings.",
        ),
        lesson="own",
    ),
    "room": PanelHelp(
        "Open, move and enlarge panels",
        "How to open panels, and how to give one of them more room.",
        "A first start shows five panels. The others are opened by their questions at the foot of the window, by the "
        "View menu, or by the search, Ctrl+K; once opened they stay, with a tab that can be closed."
        "\n\n"
        "The View menu has three layouts, for training, for inspecting mistakes and for photos (Ctrl+1 to 3). A double "
        "click on the tab or the title of a panel lets it fill the window; Esc shows the others again. Tabs are "
        "dragged within their row. The menu at its end moves a panel to another row, or lets it float, also on another "
        "screen; Restore layout brings all back. Ctrl++ and Ctrl+− change the size of all text, F11 "
        "uses the whole screen, and F5 is the presentation: plot, accuracies and wrong pictures, in large text.",
        (
            "Fill the window with your photos, and leave that with Esc.",
            "Press Ctrl+K and type what you look for.",
        ),
    ),
    "exports": PanelHelp(
        "Exports",
        "What can be saved of a run, for a report, for a course or for others.",
        "Export, in the menu of the plot and under File, saves the plot (PNG, SVG), the costs (CSV), a report for any "
        "browser (HTML), the network as a web page that answers photos offline, or the run as a Jupyter notebook or a "
        "Python script."
        "\n\n"
        "The notebook and the script are made of this program's own functions, need nothing but NumPy, and print the "
        "same costs, whatever the settings and however often they changed during the run; only at a learning rate at "
        "which the cost jumps can rounding lead them elsewhere. With convolution, which is "
        "computed with seven digits, they agree in five at first; rounding then grows, to a few percent of "
        "the cost or more after some hundred iterations. They read the pictures from an archive beside them.",
        ("Export a run as a script, run it, and compare the costs.",),
    ),
    "saved_networks": PanelHelp(
        "A saved network",
        "What comes back when a saved network is opened.",
        "Ctrl+S saves the network as it is: curves, settings, threshold, and every iteration to go back "
        "to or go on from. The file holds how the run was made: opening it opens the data it was trained on, repeats "
        "the run in the background, and checks that the same weights come out."
        "\n\n"
        "If the data were not opened here lately, the program asks for them by name; without them, the network still "
        "answers your photos. The file has the names of your data, but not where they are, and of pictures only those "
        "that you added.",
        ("Save a network, close the program, and open the file: drag the slider through its iterations.",),
    ),
    "maths": PanelHelp(
        "How the numbers are computed",
        "Why training is fast here, and how to see that it is exact.",
        "The products of every training picture with every other are computed once; the iterations multiply those "
        "instead of pixels. These are the same sums in another order, with far less work."
        "\n\n"
        "Help, Check the maths shows it on your own computer: it trains with the notebook's arithmetic, taken "
        "literally, and with the program's, on your data with your settings, and says what the largest difference of "
        "the two costs of any iteration is.",
        ("Check the maths on your own data.",),
    ),
}
