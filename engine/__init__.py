"""A neural network from scratch in NumPy that tells cats from non-cats.

    from engine import TrainingConfig, TrainingRun, open_dataset

    dataset = open_dataset("builtin")  # or "course", or the path of your own data
    run = TrainingRun(dataset, TrainingConfig(learning_rate=0.0075, iterations=2500))
    for iteration, cost in run:  # one step of gradient descent each
        if iteration % 500 == 0:
            print(f"Cost after iteration {iteration}: {cost}")
    test = run.snapshot().test  # the network now, on the test part
    print(f"Right on {test.accuracy:.0%} of {dataset.test.count} test pictures")
    print("Wrong pictures:", sorted(wrong.index for wrong in test.wrong()))

The notebook's functions are there by their names: `from engine import L_layer_model, predict`. Their source is in
`engine/core.py`, which reads like the notebook, and in `engine/gram.py`, whose `L_layer_model` gives the same numbers
without touching a pixel: whoever has read both knows how the program trains. The settings of the course's notebook
before it, which has no hidden layers, are `LOGISTIC_REGRESSION`, a TrainingConfig.

Arrays put examples in columns: X is (features, m), Y is (1, m). There is no Qt here, and no output but return values,
yields and exceptions; only the notebook's functions and the terminal commands print.

The public names are those of `engine.api`, which is imported when one of them is used: whoever imports a module of the
engine waits for that one alone. Nothing inside imports from here. After `engine.core` and `engine.gram` read
`engine.nn`, then `engine.training`; `engine.vision` is convolution.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.api import *  # noqa: F403  its __all__ says which
    from engine.api import __all__ as __all__
else:

    def __getattr__(name):
        # PySide asks for __wrapped__ in the middle of an import, where importing all others would be circular.
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import engine.api

        return getattr(engine.api, name)

    def __dir__():
        return sorted({*globals(), *__getattr__("__all__")})
