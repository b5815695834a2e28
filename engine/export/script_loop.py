"""The text of a loop of a program of plain NumPy: its steps, and what is made ready before and done after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.export.script_plan import Loop
from engine.export.script_snippets import SNIPPETS

Assignments = dict[str, str]


def loop_prose(loop: Loop, is_first: bool) -> str:
    """What `loop` does, in words; `is_first` says whether it begins the training."""
    begin = "The training" if is_first else f"From iteration {loop.begin} on, with other settings"
    pictures = "a mini-batch of the training pictures" if "batch_size" in loop.uses else "all training pictures at once"
    exception = ", but for those that are kept back for early stopping" if loop.held_out else ""
    sentences = [f"{begin}: gradient descent over {pictures}{exception}."]
    if loop.restores_best:
        sentences.append(
            "It ends where as many steps as `patience` says have brought no lower cost on them, or with the last "
            "iteration, and the best weights are kept."
        )
    elif loop.held_out:
        sentences.append("It was left before early stopping ended it.")
    if loop.varying and not is_first:
        sentences.append(schedule_prose(loop))
    return " ".join(sentences)


def schedule_prose(loop: Loop) -> str:
    """What the schedule of `loop` is, in words."""
    names = [name.replace("_", " ") for name in loop.varying]
    listed = f"{', '.join(names[:-1])} and {names[-1]} were" if len(names) > 1 else f"{names[0]} was"
    return f"The schedule says from which iteration on which {listed} used."


def setting_assignments(loop: Loop) -> Assignments:
    """What the steps of `loop` ask for: expressions by name, the schedule of those that vary among them."""
    varying = loop.varying
    _, values = loop.settings[0]
    found = {name: repr(value) for name, value in values.items() if name not in varying}
    if varying:
        found["schedule"] = repr([(begin, *(values[name] for name in varying)) for begin, values in loop.settings])
    return found


def example_assignments(loop: Loop) -> Assignments:
    """The examples that `loop` learns from and watches, where they are not all: expressions by name."""
    found = {}
    if loop.held_out:
        which = f"data[{loop.held_out!r}]"
        found["learned_x, learned_y"] = f"(np.delete(part, {which}, axis=1) for part in (train_x, train_y))"
        if loop.restores_best:
            found["kept_x, kept_y"] = f"train_x[:, {which}], train_y[:, {which}]"
    if "l2" in loop.uses:
        found["m"] = f"{_source(loop)}_y.shape[1]"
    return found


def assignment_lines(values: Mapping[str, str]) -> list[str]:
    """The lines that assign expressions by name."""
    return [f"{name} = {value}" for name, value in values.items()]


def loop_lines(loop: Loop, is_last: bool) -> Iterator[str]:
    """The lines of `loop` from its beginning to what is done after it; `is_last` says whether it ends the training."""
    if "momentum" in loop.uses and loop.zero_velocity:
        yield "velocities = at_rest(parameters)"
    if loop.restores_best:
        yield f"best_iteration, best_parameters = {loop.begin}, parameters"
        yield "best_cost = compute_cost(forward(kept_x, parameters)[1][-1], kept_y)"
    begin, end = (f"{loop.begin}, " if loop.begin else ""), ("iterations" if is_last else loop.end)
    yield f"for i in range({begin}{end}):"
    yield from (f"    {line}" for line in _step(loop))
    if loop.restores_best:
        yield "parameters = best_parameters"


def _step(loop: Loop) -> Iterator[str]:
    if loop.varying:
        value = "value" if len(loop.varying) == 1 else "*values"
        yield f"{', '.join(loop.varying)} = [{value.strip('*')} for begin, {value} in schedule if begin <= i][-1]"
    snippets = [snippet for snippet in SNIPPETS if snippet.field in loop.uses]
    x, y = f"{_source(loop)}_x", f"{_source(loop)}_y"
    for snippet in snippets:
        if snippet.examples:
            yield snippet.examples.format(x=x, y=y)
            made = snippet.examples.partition(" = ")[0].split(", ")
            x, y = ("X" if "X" in made else x), ("Y" if "Y" in made else y)
    masks = ", D" if "dropout" in loop.uses else ""
    yield f"A, Z = forward({x}, parameters{masks})"
    yield f"cost = compute_cost(Z[-1], {y})"
    yield f"grads = backward(A, Z, {y}, parameters{masks})"
    for snippet in snippets:
        yield from snippet.gradients
    gradients = "velocities" if "momentum" in loop.uses else "grads"
    yield f"parameters = {{name: value - learning_rate * {gradients}[name] for name, value in parameters.items()}}"
    yield "costs.append(cost)"
    yield from _early_stopping_lines() if loop.restores_best else _printed("i == iterations - 1")


def _early_stopping_lines() -> Iterator[str]:
    """The lines of early stopping at the end of a step."""
    yield "kept_cost = compute_cost(forward(kept_x, parameters)[1][-1], kept_y)"
    yield "if kept_cost < best_cost:"
    yield "    best_iteration, best_cost, best_parameters = i + 1, kept_cost, parameters"
    yield "waited = i + 1 - best_iteration"
    yield from _printed("i == iterations - 1 or waited == patience")
    yield "if waited == patience:"
    yield "    break"


def _printed(is_last: str) -> Iterator[str]:
    yield f"if i % RECORD_EVERY == 0 or {is_last}:"
    yield '    print(f"Cost after iteration {i}: {cost}")'


def _source(loop: Loop) -> str:
    return "learned" if loop.held_out else "train"
