"""The parts of a script that depend on the kind of network: its functions, and the lines that call them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.export.script_features import FILTERS_LINE
from engine.export.script_plan import RunPlan
from engine.nn.parameters import INITIALIZATIONS, initialize_parameters_deep, update_parameters
from engine.nn.propagation import L_model_backward, L_model_forward, cost_from_logits
from engine.notebook import cost_line
from engine.training.networks import convolution_architecture, frozen_blocks
from engine.training.trainer import is_recorded

_PICTURES = "train_x, test_x = (data[k].reshape(len(data[k]), -1).T{scaled} for k in ('train_x', 'test_x'))"
_STEP_FUNCTIONS = (cost_from_logits, update_parameters, is_recorded, cost_line)


@dataclass(frozen=True, slots=True)
class ProgramNetwork:
    """A kind of network in a script.

    The names in braces in `forward`, `backward`, `probabilities` and `logits` are to be replaced.

    Attributes: `prose`, which describes it; `functions`; `pictures`, the line that makes columns of pixels; `settings`
    and `initial_lines`, those before the first step; `forward` and `backward`, lines of a step; `probabilities`, an
    expression; `logits`, a line, and the name of the logits after it; `after_update`, the lines after an update of the
    parameters; `state`, the names of what a step changes; `remark`, for the introduction.
    """

    prose: str
    functions: tuple[Callable[..., object], ...]
    pictures: str
    settings: tuple[str, ...]
    initial_lines: tuple[str, ...]
    forward: str
    backward: str
    probabilities: str
    logits: tuple[str, str]
    after_update: tuple[str, ...] = ()
    state: str = "parameters"
    remark: str = ""


def program_network(run: RunPlan, picture_shape: tuple[int, int]) -> ProgramNetwork:
    """The network of `run` on pictures of (height, width)."""
    return _convolution(run, picture_shape) if run.uses_convolution else _dense(run)


def _dense(run: RunPlan) -> ProgramNetwork:
    initialization = run.initial_config.initialization
    return ProgramNetwork(
        prose="The network: [LINEAR -> RELU] for each hidden layer, then LINEAR -> SIGMOID.",
        functions=(initialize_parameters_deep, L_model_forward, L_model_backward, *_STEP_FUNCTIONS),
        pictures=_PICTURES.format(scaled=" / 255.0"),
        settings=(),
        initial_lines=(f"parameters = initialize_parameters_deep(layer_dims, seed, {initialization!r})",),
        forward="AL, caches = L_model_forward({x}, parameters{masks})",
        backward="grads = L_model_backward(AL, {y}, caches{masks}, include_dA0=False)",
        probabilities="L_model_forward({x}, parameters)[0]",
        logits=("_, caches = L_model_forward({x}, parameters)", "caches[-1][1]"),
    )


def _convolution(run: RunPlan, picture_shape: tuple[int, int]) -> ProgramNetwork:
    from engine.vision.classification import short

    config, arguments = run.initial_config, "blocks, picture_shape"
    blocks = [(block.stride, block.pool) for block in convolution_architecture(config, picture_shape).blocks]
    predict = f"predict_by_convolution({{x}}, averages, {arguments})"
    if run.uses_filters:
        frozen = frozen_blocks(config)
        initialize: tuple[Callable[..., object], ...] = (short.adapt_filters,)
        initial_lines = _fine_tuned_lines(arguments, frozen)
    else:
        frozen, initialize = 0, (short.initialize_filters,)
        initial_lines = (
            f"parameters = initialize_filters(layer_dims[1:-1], seed, {INITIALIZATIONS[config.initialization]!r})",
            f"_, caches = convolution_forward(train_x[:, :PICTURES_AT_ONCE], parameters, {arguments})",
            "averages = {**parameters, **batch_statistics(caches)}",
        )
    parameters = "{{**frozen, **parameters}}" if frozen else "parameters"
    return ProgramNetwork(
        prose="The network: CONVOLUTION -> MAX POOLING -> NORMALIZATION -> RELU for each block, of which some do not "
        "pool; then the mean of each map over its places, and LINEAR -> SIGMOID."
        + " It begins with the pretrained filters." * run.uses_filters
        + f" The first {frozen} blocks stay as they are." * bool(frozen),
        functions=(
            *initialize,
            short.convolution_forward,
            short.convolution_backward,
            short.move_averages,
            short.predict_by_convolution,
            *_STEP_FUNCTIONS,
        ),
        pictures=_PICTURES.format(scaled=""),
        settings=(f"blocks = {blocks}  # the stride of each, and whether it pools",),
        initial_lines=initial_lines,
        forward=f"AL, caches = convolution_forward({{x}}, {parameters}, {arguments}{{masks}}"
        f"{', statistics=frozen' * bool(frozen)})",
        backward=f"grads = convolution_backward(AL, {{y}}, caches{{masks}}{f', frozen={frozen}' * bool(frozen)})",
        probabilities=f"{predict}[0]",
        logits=(f"_, ZL = {predict}", "ZL"),
        after_update=("averages = move_averages(averages, parameters, caches)",),
        state="parameters, averages",
        remark=" Its sums are rounded in another order than in the window, and in single precision: the costs agree in "
        "five digits at first, and then drift apart, by a few percent or more after some hundred iterations. Each "
        "iteration takes two to three times as long as in the window.",
    )


def _fine_tuned_lines(arguments: str, frozen: int) -> tuple[str, ...]:
    """The lines before the first step, for a start from the pretrained filters with the first blocks `frozen`."""
    lines = (FILTERS_LINE, f"averages = adapt_filters(train_x[:, :PICTURES_AT_ONCE], filters, {arguments})")
    statistics = "('mean', 'variance')"
    if not frozen:
        return (*lines, f"parameters = {{k: v for k, v in averages.items() if not k.startswith({statistics})}}")
    names = [f"{kind}{number}" for number in range(1, frozen + 1) for kind in ("W", "b", "mean", "variance")]
    return (
        *lines,
        f"frozen = {{name: averages[name] for name in {tuple(names)}}}",
        f"parameters = {{k: v for k, v in averages.items() if not k.startswith({statistics}) and k not in frozen}}",
    )
