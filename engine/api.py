"""The public names of the engine, each from the module that defines it; `engine` has them too."""

from engine.analysis.evaluation import Evaluation, accuracy, predicted_labels
from engine.analysis.inspection import Occlusion, OcclusionMap
from engine.analysis.similarity import SimilarityIndex
from engine.core import (
    L_model_backward,
    L_model_forward,
    accuracy_line,
    compute_cost,
    cost_line,
    initialize_parameters_deep,
    linear_activation_backward,
    linear_activation_forward,
    linear_backward,
    linear_forward,
    predict,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    update_parameters,
)
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.sources import open_dataset
from engine.errors import (
    CancelledError,
    ConfigError,
    DatasetError,
    DivergedError,
    DownloadError,
    EditError,
    EngineError,
    FileError,
    InvalidModelError,
    ModelFileError,
    PhotoError,
)
from engine.experiments.cross_validation import (
    CrossValidation,
    DoubtfulLabels,
    LabelDoubt,
    RepeatResult,
    find_doubtful_labels,
)
from engine.experiments.seed_study import SeedResult, SeedStudy
from engine.experiments.summary import Summary
from engine.gram import L_layer_model
from engine.images.reader import read_photo
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.notebook import (
    CostPlotData,
    MislabeledImage,
    cost_plot_data,
    plot_costs,
    print_mislabeled_images,
)
from engine.progress import Work
from engine.saved_model.file import load_model, save_model
from engine.saved_model.model import Model
from engine.statistics import mcnemar_p, sign_flip_p, wilson_interval
from engine.system.parallel import JobProgress
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from engine.training.features import make_examples
from engine.training.mix_plane import Mixes, MixPlane, answer_mixes
from engine.training.run import Snapshot, TrainingRun
from engine.training.trainer import Step, Trainer
from engine.vision.convolution import team
from engine.vision.detection import Detection, Detector, builtin_detector

__all__ = [
    "LOGISTIC_REGRESSION",
    "CancelledError",
    "ConfigError",
    "CostPlotData",
    "CrossValidation",
    "Dataset",
    "DatasetError",
    "Detection",
    "Detector",
    "DivergedError",
    "DoubtfulLabels",
    "DownloadError",
    "EditError",
    "EditedDataset",
    "EngineError",
    "Evaluation",
    "Examples",
    "FileError",
    "InvalidModelError",
    "JobProgress",
    "L_layer_model",
    "L_model_backward",
    "L_model_forward",
    "LabelDoubt",
    "MislabeledImage",
    "MixPlane",
    "Mixes",
    "Model",
    "ModelFileError",
    "Network",
    "Occlusion",
    "OcclusionMap",
    "PhotoError",
    "RepeatResult",
    "SeedResult",
    "SeedStudy",
    "SimilarityIndex",
    "Snapshot",
    "Step",
    "Summary",
    "Trainer",
    "TrainingConfig",
    "TrainingRun",
    "Work",
    "accuracy",
    "accuracy_line",
    "answer_mixes",
    "builtin_detector",
    "compute_cost",
    "cost_line",
    "cost_plot_data",
    "find_doubtful_labels",
    "initialize_parameters_deep",
    "linear_activation_backward",
    "linear_activation_forward",
    "linear_backward",
    "linear_forward",
    "load_model",
    "make_examples",
    "mcnemar_p",
    "open_dataset",
    "plot_costs",
    "predict",
    "predicted_labels",
    "print_mislabeled_images",
    "read_photo",
    "relu",
    "relu_backward",
    "save_model",
    "sigmoid",
    "sigmoid_backward",
    "sign_flip_p",
    "team",
    "update_parameters",
    "wilson_interval",
]
