"""The parser of the terminal commands `train`, `predict`, `data` and `doubtful`, and their exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from engine.cli import commands as cli_commands
from engine.cli.data_arguments import UnusedArgumentError, add_data_arguments
from engine.cli.doubtful import doubtful
from engine.cli.output import to_json
from engine.cli.prediction import BUILTIN, predict
from engine.cli.training_arguments import add_training_arguments, argument_of
from engine.errors import ConfigError, EngineError
from engine.experiments.cross_validation import FOLDS, REPEATS
from engine.images.photo import Framing
from engine.text import printable
from engine.version import program_version

_EPILOG = """\
Without a command the window opens: catgui [FILE ...]

examples:
  catgui train                                   train on the built-in drawings, as the notebook does
  catgui train --data course --save cats.npz     train on the course photos and keep the network
  catgui predict cats.npz my_cat.jpg             classify a photo
  catgui predict builtin my_cat.jpg              ask the cat detector that comes with Catgui
  catgui data --data my_folder                   describe a data set
  catgui doubtful --data my_folder               find labels that may be wrong
  catgui install-desktop                         add Catgui to the menus of a Linux desktop; --remove takes it out

The exit status is 0, 1 if something failed, such as a file that cannot be read, 2 for wrong arguments, or 130 after
Ctrl+C.
"""
_TRAIN_EPILOG = """\
examples:
  catgui train --layers 10 --learning-rate 0.02 --iterations 1000
  catgui train --data train.h5 test.h5 --seed 7 --json > run.json
  catgui train --data my_pictures --side 96 --framing centre --test-percent 30
  catgui train --data course --add cat=my_cats --add non-cat=my_dogs --test-percent 20
  catgui train --l2 0.7 --dropout 0.2 --batch-size 32 --momentum 0.9 --initialization he
  catgui train --data course --features convolution --save cats.npz

The costs are printed as in the notebook, then the results of the network that is kept: its iteration, costs and
accuracies on both parts. Iteration n is the network after n updates. With --json there is one object instead: costs as
[iteration, cost], "results_of_iteration", the 95% interval of the test accuracy, the indices of the wrong predictions,
"warning" if the network is dead, "options" that are not the notebook's, and "best_iteration" with early stopping; with
L2 all costs have its penalty, and "l2_penalty_in_costs" is that of the network that is kept; for folders of pictures,
"pictures", the settings of the data set, and "faults", the unreadable files; with --add, "added", how many pictures
each class got, "faults", and "duplicates", if added pictures make pairs in both parts; "error" if the network could not
be saved.
"""
_PREDICT_EPILOG = """\
examples:
  catgui predict cats.npz photos/*.jpg
  catgui predict cats.npz --json --framing centre -- -odd-name.png
  catgui predict builtin photos/*.jpg            the cat detector that comes with Catgui, on all of each photo

The built-in detector answers "unsure" where its probabilities are right not clearly more often than by chance. On which
photos it was right how often is printed on the error output.

A photo that cannot be read is listed with the reason, and the others are still classified; the exit status is then 1.
"""
_DATA_EPILOG = """\
examples:
  catgui data --data my_pictures --side 96 --framing centre
  catgui data --data cats dogs --test-percent 30 --split-seed 7 --save .
  catgui data --data animals --positive cat      ten folders: cat against all others
  catgui data --data course --add cat=my_cats --save .       the photos of the course and yours as a pair

Pictures that cannot be read are listed and left out. With --json there is one object instead; for folders of pictures
it also has "pictures", the settings of the data set, and "faults", the unreadable files; with --add, "added", how many
pictures each class got, and "faults"; with --save, "saved" has both files. "duplicates" are the test pictures that are
training pictures as well.
"""
_DOUBTFUL_EPILOG = """\
examples:
  catgui doubtful --data course --features pretrained
  catgui doubtful --data my_pictures --repeats 20 --json > doubts.json

The data are divided into folds; the label of each picture gets the probability that a network gives it which has
learned from the other folds alone. That is repeated, and the means are listed, least likely first. A last line says
whether these networks are better than a constant answer; if not, the list is noise. With --json there is one object
instead: "doubtful", a list of part, index, label and probability (and file), least likely first;
"better_than_constant"; "area", that under the ROC curve; and "chance_deviation", the standard deviation of the areas
that chance brings.
"""
# That of argparse.
WRONG_ARGUMENTS = 2
# 128 plus the number of the signal, as in shells.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status: 0, 1 for a failure, 2 for wrong arguments, 130 if interrupted.

    For arguments that it cannot parse, argparse raises SystemExit with status 2.
    """
    _escape_unencodable()
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except ConfigError as error:
        text = f"{argument_of(error.field)} {error.reason} (got {error.value_text})"
        return _fail(text, arguments.json, WRONG_ARGUMENTS)
    except UnusedArgumentError as error:
        return _fail(str(error), arguments.json, WRONG_ARGUMENTS)
    except EngineError as error:
        return _fail(str(error), arguments.json)
    except MemoryError:
        return _fail("There is not enough free memory for this.", arguments.json)
    except KeyboardInterrupt:
        print("catgui: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of the output has closed it.
        _stop_writing()
        return 1
    except OSError as error:
        _stop_writing()
        print(f"catgui: {printable(error.strerror or str(error))}", file=sys.stderr)
        return 1


def _fail(text: str, as_json: bool, status: int = 1) -> int:
    line = printable(text)
    if as_json:
        print(to_json({"error": line}), flush=True)
    else:
        print(f"catgui: {line}", file=sys.stderr)
    return status


def _escape_unencodable() -> None:
    """Print characters that the terminal lacks as escape sequences instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _stop_writing() -> None:
    """Redirect the output to nowhere, so that Python's flush at exit does not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="catgui",
        description="Train a neural network written from scratch in NumPy to tell cats from other things.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"catgui {program_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_train(commands)
    _add_predict(commands)
    _add_data(commands)
    _add_doubtful(commands)
    return parser


Commands = argparse._SubParsersAction  # argparse has no public name for it


def _add_command(
    commands: Commands[argparse.ArgumentParser], name: str, text: str, epilog: str = ""
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_train(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add_command(commands, "train", "train a network and print its costs and accuracies", _TRAIN_EPILOG)
    add_data_arguments(parser)
    add_training_arguments(parser)
    parser.add_argument("--save", metavar="MODEL.npz", help="write the trained network to this file")
    parser.set_defaults(run=cli_commands.train)


def _add_doubtful(commands: Commands[argparse.ArgumentParser]) -> None:
    text = "list the labels that networks which have not seen the picture find least likely"
    parser = _add_command(commands, "doubtful", text, _DOUBTFUL_EPILOG)
    add_data_arguments(parser)
    add_training_arguments(parser)
    for name, default, text in (
        ("folds", FOLDS, "parts of the data; for each, a network learns from all others"),
        ("repeats", REPEATS, "repetitions with other parts and other random weights"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{text} (default: {default})")
    parser.set_defaults(run=doubtful)


def _add_predict(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add_command(
        commands, "predict", "classify photos with a saved network, or with the built-in cat detector", _PREDICT_EPILOG
    )
    parser.add_argument(
        "model",
        metavar="MODEL",
        help=f"a network that 'train --save' or the window saved; or '{BUILTIN}', the cat detector that comes with "
        f"Catgui (a file of that name is ./{BUILTIN})",
    )
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="a picture file")
    parser.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    parser.add_argument(
        "--framing",
        choices=[framing.value for framing in Framing],
        help="use the whole photo, squeezed to the network's shape, or its centre only "
        f"(default: {Framing.WHOLE.value}); not with '{BUILTIN}'",
    )
    parser.set_defaults(run=predict)


def _add_data(commands: Commands[argparse.ArgumentParser]) -> None:
    text = "describe a data set: numbers, shapes and the balance of its classes"
    parser = _add_command(commands, "data", text, _DATA_EPILOG)
    add_data_arguments(parser)
    parser.add_argument(
        "--save",
        metavar="FOLDER",
        help="write the data into this folder as two HDF5 files that the notebook can open, train_NAME.h5 and "
        "test_NAME.h5, named after the data set; no file is replaced",
    )
    parser.set_defaults(run=cli_commands.data)
