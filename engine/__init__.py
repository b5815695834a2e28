"""A neural network from scratch in NumPy that tells cats from non-cats.

    from engine import Examples, Trainer, TrainingConfig, open_dataset

Arrays put examples in columns: X is (features, m), Y is (1, m). There is no Qt here, and no output but return values,
yields and exceptions; only the notebook's functions and the terminal commands print.

`__all__` lists the public names. Each is imported at its first use, so `import engine` imports nothing else;
`__init__.pyi` tells type checkers the same names. Nothing inside imports from here. To read the code, begin with
`engine.nn` (activations, propagation, parameters, first_layer), then `engine.training`; `engine.vision` is convolution.
"""

import importlib

_MODULES = {
    "engine.analysis.attribution": ("Explanation", "explain"),
    "engine.analysis.evaluation": ("Evaluation", "accuracy"),
    "engine.data.dataset": ("Dataset",),
    "engine.data.edited_dataset": ("EditedDataset",),
    "engine.data.sources": ("open_dataset",),
    "engine.errors": (
        "CancelledError",
        "ConfigError",
        "DatasetError",
        "DivergedError",
        "DownloadError",
        "EditError",
        "EngineError",
        "FileError",
        "InvalidModelError",
        "ModelFileError",
        "NoContributionsError",
        "PhotoError",
    ),
    "engine.experiments.cross_validation": ("CrossValidation",),
    "engine.experiments.doubtful_labels": ("find_doubtful_labels",),
    "engine.experiments.learning_curve": ("learning_curve",),
    "engine.experiments.leave_one_out": ("leave_one_out",),
    "engine.experiments.seed_study": ("SeedStudy",),
    "engine.experiments.summary": ("Summary",),
    "engine.images.reader": ("read_photo",),
    "engine.nn.activations": ("relu", "relu_backward", "sigmoid", "sigmoid_backward"),
    "engine.nn.examples": ("Examples",),
    "engine.nn.network": ("Network",),
    "engine.nn.parameters": ("initialize_parameters_deep", "update_parameters"),
    "engine.nn.propagation": (
        "L_model_backward",
        "L_model_forward",
        "compute_cost",
        "linear_activation_backward",
        "linear_activation_forward",
        "linear_backward",
        "linear_forward",
    ),
    "engine.notebook": (
        "L_layer_model",
        "accuracy_line",
        "cost_line",
        "plot_costs",
        "predict",
        "print_mislabeled_images",
    ),
    "engine.saved_model.file": ("load_model", "save_model"),
    "engine.saved_model.model": ("Model",),
    "engine.training.config": ("TrainingConfig",),
    "engine.training.features": ("make_examples",),
    "engine.training.run": ("Snapshot", "TrainingRun"),
    "engine.training.trainer": ("Step", "Trainer"),
    "engine.vision.literal": (
        "conv_backward",
        "conv_forward",
        "conv_single_step",
        "create_mask_from_window",
        "distribute_value",
        "pool_backward",
        "pool_forward",
        "zero_pad",
    ),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
