"""A network as one web page that answers photos by itself, offline.

The template, its style and its one script are in `resources/page`. The script computes what the engine computes, from
the decoded pixels on; nowhere else is there a second forward pass. What the page says is written here, in the template
and in the script, in English; `texts.json` there has it in the other languages, between which the script chooses.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.data.dataset import Dataset
from engine.errors import EngineError, FileError
from engine.images.photo import DETAIL_RATIO, DETAIL_SIDE, DRAFT_SIDE, REDUCED_SIDE, Framing
from engine.saved_model.model import Model, network_from_model
from engine.statistics import DETECTOR_CLASSES
from engine.system.atomic import atomic_write, translate_write_errors, write_text
from engine.system.memory import format_bytes
from engine.system.user_dirs import resource_path
from engine.text import Sentence, format_ratio, printable, threshold_sentence
from engine.training.features import (
    CONVOLUTION,
    filters_of,
    is_convolution,
    make_examples,
    scale_of,
    takes_pixels,
)
from engine.training.networks import kind_of
from engine.vision.network import Architecture, FoldedNetwork

# Browsers open larger pages, but slowly, and mail does not carry them.
MAX_BYTES = 25_000_000
_COLORS = ((0, 114, 178), (230, 159, 0))  # of class 0 and class 1 in the maps, distinct for the color-blind
_KNOWS = Sentence("It knows only these classes: of anything else its answer means nothing.")
_UNTESTED = Sentence("How often this is right was not measured.")
_NO_SCRIPT = "This page needs JavaScript: allow it in the browser."
_FRAMINGS = {Framing.WHOLE: "the whole photo, squeezed", Framing.CENTER: "its center only"}


class PageTooLargeError(EngineError):
    """A network that is too large for a page."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The page would have {format_bytes(size)}; {format_bytes(MAX_BYTES)} are allowed. Use narrower layers, "
            "or smaller pictures."
        )


def network_page(model: Model, dataset: Dataset | None = None) -> str:
    """The page of a saved network; its accuracy is that on the test part of `dataset`, if there is one.

    Photos are framed as its training pictures were. Raises PageTooLargeError, and ConfigError for filters that cannot
    be read.
    """
    first, second = map(printable, model.classes)
    name = "" if dataset is None else printable(dataset.name)
    tested = None if dataset is None else _test(model, dataset)
    network = {
        **_described(model),
        "classes": [first, second],
        "threshold": model.recipe.threshold,
        "unsureBelow": 0,
        "framing": model.framing.value,
        # Said of answers with the framing in which this was measured.
        "trust": {model.framing.value: [_trust(tested, 0), _trust(tested, 1)]},
        "untested": _UNTESTED,
    }
    facts = [*_network_facts(model, tested, name), _KNOWS]
    title = Sentence("{second} or {first}?", {"first": first, "second": second})
    return _html(title, _lead(first, second), facts, network, framings=True)


def detector_page() -> str:
    """The page of the cat detector that comes with the program. Raises ModelFileError if its file is damaged."""
    from engine.vision import detection

    detector = detection.builtin_detector()
    record: list[Sentence] = []
    trust: dict[str, list[Sentence]] = {}
    if detector.record is not None:
        record = detector.record.sentences()
        right = Sentence(
            "The detector was right for {share:number} of held-out photos of pets and things; "
            "everyday photos are harder.",
            {"share": f"{detector.record.photos.share:.0%}"},
        )
        trust = {Framing.WHOLE.value: [right, right]}
    first, second = map(Sentence, DETECTOR_CLASSES)
    network = {
        "kind": "detector",
        **_filters(detector.network),
        "sides": detection.SIDES,
        "windowSide": detection.WINDOW_SIDE,
        "reduction": detector.reduction,
        "longestRatio": DETAIL_RATIO,
        "calibration": asdict(detector.calibration),
        "reading": _reading((1, 1)),
        "texts": {"map": _map_text(first, second)},
        "classes": DETECTOR_CLASSES,
        "threshold": 0.5,
        "unsureBelow": detector.calibration.unsure_below,
        "framing": Framing.WHOLE.value,
        "trust": trust,
        "untested": _UNTESTED,
        "colors": _COLORS,
    }
    facts = [Sentence("Catgui's cat detector, trained from scratch."), *record, _KNOWS]
    return _html(Sentence("Is it a cat?"), _lead(first, second), facts, network, framings=False)


def write_page(path: Path, html: str) -> None:
    """Write a page to `path`. Raises FileError."""
    with translate_write_errors(FileError, path), atomic_write(path) as temporary:
        write_text(temporary, html)


def _html(
    title: Sentence, lead: Sentence, facts: Sequence[Sentence], network: Mapping[str, Any], framings: bool
) -> str:
    """The page of `network`, as the script takes it; with `framings`, the reader chooses how a photo is fitted.

    `lead` is the first sentence. Raises PageTooLargeError.
    """
    style, script, template, texts = (
        resource_path("resources", "page", name).read_text(encoding="utf-8")
        for name in ("page.css", "page.js", "page.html", "texts.json")
    )
    translated = json.loads(texts)
    # For readers whose language no script can find out.
    without_script = {"en": _NO_SCRIPT, **translated["texts"][_NO_SCRIPT]}
    html = Template(template).substitute(
        policy=_policy(style, script),
        style=style,
        script=script,
        title=_element("title", title),
        heading=_element("h1", title),
        lead=_element("p", lead),
        framing=_framing_choice(network["framing"]) if framings else "",
        without_script="".join(f'<p lang="{tag}">{escape(text)}</p>' for tag, text in without_script.items()),
        facts="\n".join(_element("li", fact) for fact in facts),
        network=_json(network),
        texts=_json(translated),
    )
    size = len(html.encode())
    if size > MAX_BYTES:
        raise PageTooLargeError(size)
    return html


def _lead(first: str | Sentence, second: str | Sentence) -> Sentence:
    return Sentence("It tells {second} from {first}: give it photos.", {"first": first, "second": second})


def _map_text(first: str | Sentence, second: str | Sentence) -> Sentence:
    values = {"first": first, "second": second}
    return Sentence("Orange: what speaks for {second}. Blue: for {first}.", values)


def _json(value: Any) -> str:
    """A value for a script of the page; a sentence is [text, values]."""
    text = json.dumps(
        value, separators=(",", ":"), ensure_ascii=False, default=lambda sentence: (sentence.text, sentence.values)
    )
    # In a script, "<" could begin a tag that ends it.
    return text.replace("<", "\\u003c")


def _element(tag: str, sentence: Sentence) -> str:
    """An element that says a sentence in English, with what the script needs to say it in another language."""
    data = f'data-text="{escape(sentence.text)}" data-values="{escape(_json(sentence.values))}"'
    return f"<{tag} {data}>{escape(str(sentence))}</{tag}>"


def _policy(style: str, script: str) -> str:
    """The content security policy: the page's own style, script and pictures, and no connection."""
    style_hash, script_hash = (_hash(text) for text in (style, script))
    return (
        f"default-src 'none'; style-src {style_hash}; script-src {script_hash} blob:; worker-src blob:; "
        "img-src blob: data:; media-src blob:; connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _framing_choice(framing: str) -> str:
    choices = "".join(
        f'<label><input type="radio" name="framing" value="{one.value}"{" checked" if one.value == framing else ""}> '
        f"<span data-text>{text}</span></label>"
        for one, text in _FRAMINGS.items()
    )
    return f"<fieldset><legend data-text>The network looks at</legend>{choices}</fieldset>"


def _reading(picture_shape: tuple[int, int]) -> dict[str, Any]:
    """How photos are reduced for a network of `picture_shape`."""
    return {
        "shape": picture_shape,
        "draftSide": DRAFT_SIDE,
        "reducedSide": REDUCED_SIDE,
        "detailSide": DETAIL_SIDE,
    }


def _described(model: Model) -> dict[str, Any]:
    """The network of `model` for the page's script, without names."""
    features = model.config.features
    described = {
        "kind": CONVOLUTION if is_convolution(features) else features,
        "reading": _reading(model.picture_shape),
        "scale": scale_of(features),
        "colors": _COLORS,
        "texts": {
            "view": Sentence("What the network sees."),
            "map": _map_text(*map(printable, model.classes)),
        },
    }
    if is_convolution(features):
        network: Any = network_from_model(model, None)
        return {**described, **_filters(network.folded())}
    dense = {name: _encoded(np.asarray(values, np.float32)) for name, values in model.parameters.items()}
    if takes_pixels(features):
        return {**described, "dense": dense, "blocks": [], "filters": {}}
    from engine.vision.pretrained import BYTES_PER_UNIT

    filters = filters_of(features)
    encoded = {name: _encoded(values) for name, values in filters.arrays.items()}
    blocks = _blocks(filters.network.architecture)
    return {**described, "dense": dense, "blocks": blocks, "filters": encoded, "bytesPerUnit": BYTES_PER_UNIT}


def _filters(network: FoldedNetwork) -> dict[str, Any]:
    """The arrays of a convolutional network; of its linear layer only the first output."""
    parameters = network.parameters
    dense = {"W1": parameters["W"][:, 0], "b1": parameters["b"][:1]}
    filters = {name: values for name, values in parameters.items() if name not in ("W", "b")}
    return {
        "blocks": _blocks(network.architecture),
        "dense": {name: _encoded(values) for name, values in dense.items()},
        "filters": {name: _encoded(values) for name, values in filters.items()},
    }


def _blocks(architecture: Architecture) -> list[dict[str, Any]]:
    return [asdict(block) for block in architecture.blocks]


def _encoded(values: NDArray[Any]) -> dict[str, str]:
    """An array in base64: in half precision if that changes nothing, else in single precision."""
    with np.errstate(over="ignore"):
        half = values.astype("<f2")
    kept = half if np.array_equal(half.astype(values.dtype), values) else values.astype("<f4")
    kind = "float16" if kept.dtype.itemsize == 2 else "float32"
    return {"type": kind, "data": base64.b64encode(kept.tobytes()).decode("ascii")}


def _test(model: Model, dataset: Dataset) -> Evaluation:
    """The network on the test part of `dataset`."""
    features, part = model.config.features, dataset.test
    test = make_examples(features, part.pictures, part.labels)
    network = kind_of(features).restore(model.config, model.parameters, test)
    return Evaluation(network.forward(test)[0], part.labels, dataset.classes, model.recipe.threshold)


def _trust(tested: Evaluation | None, label: int) -> Sentence:
    """A sentence on how often answers of class `label` were right."""
    if tested is None:
        return _UNTESTED
    name = printable(tested.classes[label])
    called = tested.confusion[:, label]
    if not called.any():
        return Sentence(
            "It called none of the {count:test picture|test pictures} {name}.", {"count": tested.count, "name": name}
        )
    return Sentence(
        "Right for {share:number} of {count:test picture|test pictures} called {name}; "
        "photos from elsewhere are harder.",
        {"share": format_ratio(called[label] / called.sum()), "count": int(called.sum()), "name": name},
    )


def _network_facts(model: Model, tested: Evaluation | None, name: str) -> list[Sentence]:
    """Facts about the network: its data, its threshold, and how often it is right on those called `name`."""
    threshold = model.recipe.threshold
    trained = Sentence(
        "Trained on “{name}”, for {count:iteration|iterations}.",
        {"name": printable(model.trained_on), "count": model.recipe.position},
    )
    facts = [trained]
    if threshold != THRESHOLD:
        facts.append(threshold_sentence(threshold, model.classes[1]))
    if tested is None:
        return [*facts, _UNTESTED]
    share, (always, baseline) = format_ratio(tested.accuracy), tested.baseline
    return [
        *facts,
        Sentence(
            "Right for {correct} of {count:test picture|test pictures} of “{name}”: {share:number}.",
            {"correct": tested.correct, "count": tested.count, "name": name, "share": share},
        ),
        Sentence("Always {name}: {share:number}.", {"name": printable(always), "share": format_ratio(baseline)}),
    ]
