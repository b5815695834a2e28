"""The lines of a script that take the steps of one loop, by calls of the engine's functions."""

from __future__ import annotations

from collections.abc import Iterator

from engine.export.script_network import ProgramNetwork
from engine.export.script_plan import Loop
from engine.training.batches import position_function

# Options that draw random numbers at each step.
_RANDOM_OPTIONS = frozenset({"batch_size", "dropout", "flips", "shifts"})
_AUGMENTATIONS = frozenset({"flips", "shifts"})


def loop_prose(loop: Loop, is_first: bool) -> str:
    """A description of `loop` for the reader of the script."""
    beginning = "Training" if is_first else f"From iteration {loop.begin} on, with other settings"
    pictures = "a mini-batch of the training pictures" if "batch_size" in loop.options else "all training pictures"
    exception = " except those held out for early stopping" if loop.held_out else ""
    sentences = [f"{beginning}: each iteration of gradient descent uses {pictures}{exception}."]
    if "l2" in loop.options:
        sentences.append("The costs have the L2 penalty.")
    if loop.stops_early:
        sentences.append(
            "Training stops after `patience` iterations without a lower cost on the held-out pictures, or at the last "
            "iteration, and keeps the best weights."
        )
    elif loop.held_out:
        sentences.append("It was ended before early stopping did.")
    return " ".join(sentences)


def setting_values(loop: Loop) -> dict[str, object]:
    """The values that the steps of `loop` refer to, by name."""
    options = loop.options | (_AUGMENTATIONS if loop.options & _AUGMENTATIONS else frozenset())
    names = ["learning_rate", *sorted(options)]
    if loop.stops_early:
        names.append("patience")
    if options & _RANDOM_OPTIONS:
        names.append("seed")
    return {name: getattr(loop.config, name) for name in names}


def example_lines(loop: Loop) -> Iterator[str]:
    """The lines that select the examples of `loop`; none where it needs all at each step."""
    batches = "batch_size" in loop.options
    if loop.held_out:
        yield f"held_out = data[{loop.held_out!r}]"
        yield "train_indices = np.delete(np.arange(train_y.shape[1]), held_out)"
        if not batches:
            yield "learned_x, learned_y = train_x[:, train_indices], train_y[:, train_indices]"
        if loop.stops_early:
            yield "held_out_x, held_out_y = train_x[:, held_out], train_y[:, held_out]"
    elif batches:
        yield "train_indices = np.arange(train_y.shape[1])"
    if "l2" in loop.options:
        yield "m = len(train_indices)" if loop.held_out or batches else "m = train_y.shape[1]"


def loop_lines(loop: Loop, network: ProgramNetwork, is_last: bool) -> Iterator[str]:
    """The lines of `loop`, with what is prepared before it and done after it; `is_last` if it ends the training."""
    if "momentum" in loop.options and loop.zero_velocity:
        yield "velocities = zero_velocities(parameters)"
    if loop.stops_early:
        yield from _held_out_cost_lines("best_cost", network)
        yield f"best_iteration, best = {loop.begin}, ({network.state})"
    begin, end = (f"{loop.begin}, " if loop.begin else ""), ("iterations" if is_last else loop.end)
    yield f"for i in range({begin}{end}):"
    yield from (f"    {line}" for line in _step_lines(loop, network))
    if loop.stops_early:
        yield f"{network.state} = best"


def _step_lines(loop: Loop, network: ProgramNetwork) -> Iterator[str]:
    x, y = ("learned_x", "learned_y") if loop.held_out else ("train_x", "train_y")
    if "batch_size" in loop.options:
        yield f"epoch, place = {position_function(loop.config).__name__}(len(train_indices), batch_size, i)"
        yield "batch = shuffle_indices(train_indices, seed, epoch)[place]"
        yield "X, Y = train_x[:, batch], train_y[:, batch]"
        x, y = "X", "Y"
    if loop.options & _AUGMENTATIONS:
        yield f"X = flip_and_shift({x}.T, picture_shape, flips, shifts, seed, i).T"
        x = "X"
    masks = ""
    if "dropout" in loop.options:
        yield f"masks = dropout_masks(layer_dims[1:-1], {y}.shape[1], dropout, seed, i)"
        masks = ", masks"
    yield network.forward.format(x=x, masks=masks)
    yield f"cost = cost_from_logits(caches[-1][1], {y})"
    yield network.backward.format(y=y, masks=masks)
    if "l2" in loop.options:
        yield "cost, grads = add_l2_penalty(cost, grads, parameters, squared_norm(parameters), l2 / m)"
    if "momentum" in loop.options:
        yield "velocities, grads = add_momentum(velocities, grads, momentum)"
    averages = "momentum" in loop.options and not loop.config.uses_first_steps
    rate = "averaging_rate(learning_rate, velocities)" if averages else "learning_rate"
    yield f"parameters = update_parameters(parameters, grads, {rate})"
    yield from network.after_update
    yield from _early_stopping_lines(network) if loop.stops_early else _print_lines("is_recorded(i, iterations)")


def _early_stopping_lines(network: ProgramNetwork) -> Iterator[str]:
    """The lines at the end of a step that keep the best weights and stop."""
    yield from _held_out_cost_lines("held_out_cost", network)
    yield "if held_out_cost < best_cost:"
    yield f"    best_iteration, best_cost, best = i + 1, held_out_cost, ({network.state})"
    yield "is_over = is_exhausted(best_iteration, i + 1, patience)"
    yield from _print_lines("is_recorded(i, iterations) or is_over")
    yield "if is_over:"
    yield "    break"


def _held_out_cost_lines(name: str, network: ProgramNetwork) -> Iterator[str]:
    line, logits = network.logits
    yield line.format(x="held_out_x")
    yield f"{name} = cost_from_logits({logits}, held_out_y)"


def _print_lines(condition: str) -> Iterator[str]:
    yield f"if {condition}:"
    yield "    print(cost_line(i, cost))"
