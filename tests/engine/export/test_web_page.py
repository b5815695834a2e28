"""A network as one web page: its answers in a browser are those of the engine, and it connects to nothing."""

import ast
import base64
import io
import json
import re
from dataclasses import replace
from html import unescape
from string import Formatter

import numpy as np
import pytest
from PIL import Image

from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference
from engine.data.image_folder import ImageFolderSettings
from engine.export import web_page
from engine.export.web_page import PageTooLargeError, detector_page, network_page, write_page
from engine.images.photo import Framing
from engine.images.reader import read_photo
from engine.saved_model.model import Model, RunRecipe
from engine.statistics import DETECTOR_CLASSES
from engine.text import Sentence
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.networks import kind_of
from engine.vision.convolution import team
from engine.vision.detection import builtin_detector
from tests.support.browser import running_browser
from tests.support.photo_samples import encoded, landscape, store_with_orientation, with_orientation
from tests.support.random_networks import random_pictures
from tests.support.small_data import make_dataset
from tests.support.texts import ROOT, is_text

# The difference to the engine that is allowed, by the kind of file: browsers decode JPEGs a little differently.
TOLERANCES = {".png": 1e-3, ".jpg": 5e-3}
HOSTILE = "<script>alert(1)</script>&\"'"
PAGE = ROOT / "resources/page"
SPOKEN = json.loads((PAGE / "texts.json").read_text(encoding="utf-8"))
TRANSLATIONS = SPOKEN["texts"]
OTHER_TAGS = [tag for tag in SPOKEN["languages"] if tag != "en"]
# Strings of the script that only look like texts; one is an error that it tells in other words.
NO_TEXTS = {"use strict", "nothing was drawn", "Worker", "Exif", "[data-text], [data-aria]"}


def make_model(features, shape=(64, 64), layers=(6, 4), classes=("dog", "cat"), threshold=0.5):
    """A network of random weights, with answers spread over all probabilities."""
    config = TrainingConfig(features=features, hidden_layers=layers, initialization="he", seed=3)
    pictures = random_pictures(4, max(shape), seed=1)[:, : shape[0], : shape[1]]
    kind = kind_of(features)
    train = make_examples(features, np.ascontiguousarray(pictures), np.array([[0, 1, 0, 1]]))
    network = kind.create(config, train, kind.forms[-1])
    recipe = RunRecipe(DataReference("my pictures"), config, 5, position=5, threshold=threshold)
    return Model(dict(network.parameters), classes, shape, np.linspace(0.7, 0.5, 5), recipe)


def network_in(html):
    return json.loads(re.search(r'<script id="network"[^>]*>(.*?)</script>', html, re.DOTALL)[1])


def facts_in(html):
    """The facts about the network, in English."""
    return [unescape(fact) for fact in re.findall(r"<li [^>]*>(.*?)</li>", html)]


def english(parts):
    """What a sentence of the script says: [text, values]."""
    text, values = parts
    return str(Sentence(text, {name: english(one) if isinstance(one, list) else one for name, one in values.items()}))


def numbers_in(array):
    return np.frombuffer(base64.b64decode(array["data"]), {"float16": "<f2", "float32": "<f4"}[array["type"]])


def test_the_page_has_the_weights_the_classes_and_the_threshold():
    model = make_model("pixels", threshold=0.3)
    page = network_page(replace(model, recipe=model.recipe._replace(position=3)))
    network = network_in(page)

    assert "for 3 iterations." in page
    assert network["classes"] == ["dog", "cat"]
    assert (network["threshold"], network["framing"]) == (0.3, "whole")
    for name, values in model.parameters.items():
        np.testing.assert_array_equal(numbers_in(network["dense"][name]), values.astype(np.float32).ravel())


def test_weights_that_half_precision_keeps_are_in_half_precision():
    network = network_in(detector_page())

    assert {array["type"] for array in network["filters"].values()} == {"float16"}
    np.testing.assert_array_equal(
        numbers_in(network["filters"]["W2"]), builtin_detector().network.parameters["W2"].ravel()
    )


def test_the_page_says_how_often_it_is_right_where_there_are_test_pictures():
    model, dataset = make_model("pixels", (8, 8), classes=("non-cat", "cat")), make_dataset()
    right = np.count_nonzero((model.probabilities(dataset.test.pictures) > 0.5) == dataset.test.labels)

    page = network_page(model, dataset)
    assert f"Right for {right} of 10 test pictures of “" in page
    share = max(np.mean(dataset.test.labels == label) for label in (0, 1))
    assert f"Always non-cat: {share:.1%}." in facts_in(page)
    assert "was not measured" in network_page(model)


def framed(model, framing):
    """`model`, trained on pictures of this framing."""
    origin = DataOrigin(("pets",), ImageFolderSettings(framing=framing).as_dict())
    return replace(model, recipe=model.recipe._replace(data=DataReference("pets", origin=origin)))


def test_the_framing_and_the_answers_that_were_tested_are_those_of_the_training_pictures():
    network = network_in(network_page(framed(make_model("pixels", (8, 8)), Framing.CENTER)))

    assert network["framing"] == "centre"
    assert list(network["trust"]) == ["centre"]


def test_an_answer_says_how_often_such_answers_were_right():
    dataset = make_dataset()
    model = make_model("pixels", (8, 8), classes=dataset.classes)
    said = model.probabilities(dataset.test.pictures)[0] > 0.5
    right = np.count_nonzero(said & (dataset.test.labels[0] == 1))
    nowhere, sure = (replace(model, recipe=model.recipe._replace(threshold=limit)) for limit in (1.0, 0.5))

    assert 0 < said.sum() < 10
    assert english(network_in(network_page(sure, dataset))["trust"]["whole"][1]) == (
        f"Right for {right / said.sum():.1%} of {said.sum()} test pictures called cat; "
        "photos from elsewhere are harder."
    )
    page = network_page(nowhere, dataset)
    assert english(network_in(page)["trust"]["whole"][1]) == "It called none of the 10 test pictures cat."
    assert "Above 100% the prediction is cat." in facts_in(page)
    assert not any("the prediction is" in fact for fact in facts_in(network_page(sure, dataset)))


def test_names_are_text_never_markup():
    html = network_page(make_model("pixels", (8, 8), classes=("dog", HOSTILE)))

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert network_in(html)["classes"][1] == HOSTILE


def test_only_the_script_and_the_style_of_the_page_may_run():
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', detector_page())[1]

    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_network_that_is_too_large_is_refused_with_its_size(monkeypatch):
    model = make_model("pixels", (8, 8))
    monkeypatch.setattr(web_page, "MAX_BYTES", 30_000)
    with pytest.raises(PageTooLargeError, match=r"would have [\d.]+ kB; 30.0 kB are allowed"):
        network_page(model)


# --- its languages


def engine_texts():
    """The texts of the sentences that the engine makes."""
    for path in sorted((ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("Sentence", "of"):
                yield from (one.value for one in node.args[:1] if isinstance(one, ast.Constant))


def page_texts():
    """All texts that a page may say, in English."""
    page = network_page(make_model("pixels", (8, 8)))
    template, script = page[: page.index('<script id="network"')], (PAGE / "page.js").read_text(encoding="utf-8")
    texts = re.findall(r"data-text(?!=)[^>]*>([^<]*)<", template) + re.findall(r'aria-label="([^"]*)"', template)
    texts += re.findall(r'<p lang="en">([^<]*)<', template)
    code = re.sub(r"/\*.*?\*/|//.*", "", script)
    strings = {text for text in re.findall(r"'([^'\n]*)'", code) if is_text(text)}
    return {*texts, *engine_texts(), *DETECTOR_CLASSES, *(strings - NO_TEXTS)}


def values_in(text):
    """The names of the values in a text, each with its form."""
    return {name: form for _, name, form, _ in Formatter().parse(text) if name}


def is_form_of(form, translated, tag):
    """Whether a value can be placed so: a word that fits a count may be added, but Chinese has one for all counts."""
    if tag == "zh-Hans":
        return translated == ("" if "|" in form else form)
    return translated.count("|") == 1 or translated == form


def test_every_text_is_in_every_language_and_no_translation_is_left_over():
    assert page_texts() ^ TRANSLATIONS.keys() == set()
    for text, translated in TRANSLATIONS.items():
        assert list(translated) == OTHER_TAGS, text
        assert all(one == one.strip() and one for one in translated.values()), text


@pytest.mark.parametrize("tag", OTHER_TAGS)
def test_a_translation_places_the_values_of_the_text(tag):
    for text, translated in TRANSLATIONS.items():
        forms, translated_forms = values_in(text), values_in(translated[tag])
        assert forms.keys() == translated_forms.keys(), text
        assert all(is_form_of(form, translated_forms[name], tag) for name, form in forms.items()), text


# --- WebP, without a browser


@pytest.fixture(scope="module")
def script_function(request):
    """Functions of the page's script by their names, in the JavaScript of Qt."""
    qml = pytest.importorskip("PySide6.QtQml")
    request.getfixturevalue("qapp")
    engine = qml.QJSEngine()
    script = (PAGE / "page.js").read_text(encoding="utf-8")

    def function(name):
        source = re.search(rf"^function {name}\(.*?^}}", script, re.MULTILINE | re.DOTALL)[0]
        return engine.evaluate(f"({source})"), engine

    return function


def taken_orientation(script_function, data):
    """The orientation that the script finds in the bytes of a file, and the bytes that it leaves."""
    function, engine = script_function("takeWebpOrientation")
    data = engine.evaluate(f"new Uint8Array({list(data)})")
    orientation = function.call([data])
    assert not orientation.isError(), orientation.toString()
    return orientation.toInt(), bytes(data.property(i).toInt() for i in range(data.property("length").toInt()))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_of_a_webp_is_read_and_removed(script_function, orientation, order):
    exif = Image.Exif()
    exif.endian = order
    exif[0x0110], exif[0x0112] = "camera", orientation
    webp = encoded(landscape(8, 6), "WEBP", exif=exif.tobytes())

    taken, left = taken_orientation(script_function, webp)

    assert taken == orientation
    assert Image.open(io.BytesIO(left)).getexif()[0x0112] == 1
    assert len(left) == len(webp)


@pytest.mark.parametrize(
    "data",
    [
        encoded(landscape(8, 6), "JPEG", exif=with_orientation(6)),
        encoded(landscape(8, 6), "WEBP"),
        encoded(landscape(8, 6), "WEBP", exif=with_orientation(9)),
        encoded(landscape(8, 6), "WEBP", exif=with_orientation(6))[:-12],
    ],
    ids=["another format", "no EXIF", "no orientation", "cut short"],
)
def test_a_file_without_the_orientation_of_a_webp_is_left_as_it_is(script_function, data):
    assert taken_orientation(script_function, data) == (1, data)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_matrix_of_an_orientation_draws_a_picture_upright(script_function, orientation):
    upright = np.arange(4 * 6, dtype=np.uint8).reshape(4, 6, 1)
    stored = store_with_orientation(upright, orientation)
    height, width = stored.shape[:2]
    function, _ = script_function("uprightTransform")
    a, b, c, d, e, f = function.call([orientation, width, height]).toVariant()

    drawn = np.zeros_like(upright)
    for row, column in np.ndindex(height, width):
        x, y = column + 0.5, row + 0.5
        drawn[int(b * x + d * y + f), int(a * x + c * y + e)] = stored[row, column]
    np.testing.assert_array_equal(drawn, upright)


# --- in a browser


@pytest.fixture(scope="module")
def browser():
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Photos of many shapes, with detail and color."""
    folder = tmp_path_factory.mktemp("photos")
    generator = np.random.default_rng(5)
    sizes = {"wide.png": (777, 444), "tall.png": (440, 1501), "small.png": (40, 30), "exact.png": (64, 64)}
    sizes |= {"photo.jpg": (1200, 901), "large.jpg": (2501, 1667)}
    for name, size in sizes.items():
        spots = Image.fromarray(generator.integers(0, 256, (9, 12, 3), np.uint8)).resize(size, Image.Resampling.BICUBIC)
        Image.blend(spots, landscape(*size), 0.4).save(folder / name, quality=92)
    clear = Image.open(folder / "wide.png").convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    clear.save(folder / "clear.png")
    return sorted(folder.iterdir())


@pytest.fixture
def open_page(browser, tmp_path):
    """Opens a page in the browser."""

    def open_page(html):
        write_page(tmp_path / "page.html", html)
        browser.open(tmp_path / "page.html")

    return open_page


@pytest.fixture
def answers_of(browser, open_page):
    """The probability and the label that a page gives each photo, by its name."""

    def answers_of(html, photos):
        open_page(html)
        browser.choose_files("#photos", photos)
        browser.wait_for("return document.querySelectorAll('.answer').length == arguments[0]", len(photos), seconds=240)
        script = "return [...document.querySelectorAll('.answer')].map((item) => ({...item.dataset}))"
        return {answer["name"]: (float(answer["probability"]), answer["label"]) for answer in browser.run(script)}

    return answers_of


def assert_answers(answers, probability_of, photos, classes, threshold=0.5, unsure_below=0.0):
    for path in photos:
        probability, label = answers[path.name]
        expected = probability_of(path)
        assert abs(probability - expected) <= TOLERANCES[path.suffix], path.name
        is_unsure = max(probability, 1 - probability) < unsure_below
        assert label == ("unsure" if is_unsure else classes[int(probability > threshold)])


# What is said of a network that is right for 1,234 of 2,000 test pictures, in each language as its readers write it.
RIGHT = {
    "en": "Right for 1,234 of 2,000 test pictures of “my data”: 61.7%.",
    "es-MX": "Aciertos: 1,234 de 2,000 imágenes de prueba de «my data», el 61.7%.",
    "pt-BR": "Acertos: 1.234 de 2.000 imagens de teste de “my data”: 61,7%.",
    "zh-CN": "在“my data”的 2,000 张测试图片中答对 1,234 张：61.7%。",
    "de-DE": "Richtig bei 1.234 von 2.000 Testbildern aus „my data“: 61,7 %.",
    "fr-FR": "Juste pour 1 234 sur 2 000 images de test de « my data » : 61,7 %.",
}
# All that the page says, and all that a screen reader hears.
SAID = """
    const texts = [...document.querySelectorAll('[data-text]')].map((one) => one.textContent);
    return [...texts, ...[...document.querySelectorAll('[data-aria]')].map((one) => one.ariaLabel)]
"""
CHOOSE = """
    const choice = document.getElementById('language');
    choice.value = arguments[0];
    choice.dispatchEvent(new Event('change'))
"""


def for_readers_of(browser, *tags):
    """Meanwhile, pages that are opened find these languages in the browser."""
    return browser.running_first(f"Object.defineProperty(navigator, 'languages', {{ get: () => {json.dumps(tags)} }})")


NETWORKS = [
    ("pixels", (64, 64), (20, 7, 5), Framing.WHOLE, 0.5),
    ("pixels", (30, 48), (3,), Framing.CENTER, 0.7),
    ("pixels", (64, 64), (), Framing.WHOLE, 0.5),
    ("pretrained", (64, 64), (8,), Framing.CENTER, 0.5),
    ("pretrained", (64, 64), (), Framing.WHOLE, 0.5),
    ("pretrained", (96, 96), (4, 4), Framing.WHOLE, 0.4),
    ("convolution", (64, 64), (8, 12, 16), Framing.WHOLE, 0.5),
    ("convolution", (33, 33), (5, 7), Framing.CENTER, 0.2),
]


@pytest.mark.slow
@pytest.mark.parametrize(("features", "shape", "layers", "framing", "threshold"), NETWORKS)
def test_the_answers_are_those_of_the_network(answers_of, photos, features, shape, layers, framing, threshold):
    model = framed(make_model(features, shape, layers, threshold=threshold), framing)
    answers = answers_of(network_page(model), photos)

    def probability_of(path):
        view = read_photo(path, shape).views[framing]
        return float(model.probabilities(view[np.newaxis])[0, 0])

    assert_answers(answers, probability_of, photos, model.classes, threshold)


@pytest.mark.slow
def test_the_answers_are_those_of_the_detector(answers_of, photos):
    chosen = [path for path in photos if path.name in ("wide.png", "small.png", "photo.jpg")]
    answers = answers_of(detector_page(), chosen)

    with team(1) as members:
        assert_answers(
            answers,
            lambda path: builtin_detector().detect(read_photo(path).detail, members).probability,
            chosen,
            ("non-cat", "cat"),
            unsure_below=builtin_detector().calibration.unsure_below,
        )


@pytest.mark.slow
def test_the_page_asks_for_nothing_but_itself(browser, answers_of, photos, tmp_path):
    browser.requests()
    answers_of(network_page(make_model("pixels")), photos[:2])

    asked = browser.requests()
    assert [address for address in asked if address.startswith("file:")] == [(tmp_path / "page.html").as_uri()]
    assert [address for address in asked if not address.startswith(("file:", "blob:", "data:"))] == []


@pytest.mark.slow
def test_a_file_that_is_no_picture_is_named_and_the_others_are_answered(browser, open_page, photos, tmp_path):
    (tmp_path / "notes.png").write_text("no picture")
    open_page(network_page(make_model("pixels")))
    browser.choose_files("#photos", [tmp_path / "notes.png", photos[0]])
    browser.wait_for("return document.querySelectorAll('.answer').length == 1")

    assert browser.run("return document.getElementById('message').textContent").startswith("notes.png: ")


@pytest.mark.slow
def test_a_browser_that_lacks_something_is_told_what(browser, open_page):
    with browser.running_first("delete window.createImageBitmap; delete window.Worker"):
        open_page(network_page(make_model("pixels")))

    said = browser.run("return document.getElementById('message').textContent")
    assert said.startswith("This browser lacks ")
    assert said.count(",") == 1
    assert said.endswith(". Open the page in a current one.")


@pytest.mark.slow
def test_the_orientation_that_a_webp_notes_is_followed(answers_of, tmp_path):
    upright = np.zeros((48, 80, 3), np.uint8)
    upright[:20, :50], upright[30:, 60:] = (255, 0, 0), (0, 0, 255)
    paths = [tmp_path / f"{orientation}.webp" for orientation in range(1, 9)]
    for orientation, path in enumerate(paths, 1):
        stored = Image.fromarray(store_with_orientation(upright, orientation))
        stored.save(path, lossless=True, exif=with_orientation(orientation))
    model = make_model("pixels", (48, 80))
    answers = answers_of(network_page(model), paths)
    expected = model.probabilities(upright[np.newaxis])[0, 0]
    assert [probability for probability, _ in answers.values()] == pytest.approx([expected] * 8, abs=1e-3)


@pytest.mark.slow
def test_a_photo_that_is_larger_than_a_phone_can_draw_is_drawn_smaller(browser, answers_of, tmp_path):
    """On iPhones a canvas of more than 16.7 million pixels stays blank, without an error."""
    Image.new("RGB", (5200, 3900), (200, 120, 30)).save(tmp_path / "large.png")
    limit = """
        const read = CanvasRenderingContext2D.prototype.getImageData;
        CanvasRenderingContext2D.prototype.getImageData = function (...box) {
          if (window.blank || this.canvas.width * this.canvas.height > 2 ** 24)
            this.clearRect(0, 0, this.canvas.width, this.canvas.height);
          return read.apply(this, box);
        }
    """
    model = make_model("pixels")
    with browser.running_first(limit):
        answers = answers_of(network_page(model), [tmp_path / "large.png"])
    view = np.full((1, *model.picture_shape, 3), (200, 120, 30), np.uint8)
    assert answers["large.png"][0] == pytest.approx(model.probabilities(view)[0, 0], abs=1e-3)

    browser.run("window.blank = true")
    browser.choose_files("#photos", [tmp_path / "large.png"])
    browser.wait_for("return document.getElementById('message').textContent.startsWith('large.png: ')")
    assert browser.run("return document.querySelectorAll('.answer').length") == 1


@pytest.mark.slow
def test_the_label_by_a_threshold_does_not_contradict_its_probability(browser, answers_of, photos):
    model = make_model("pixels", threshold=0.001)
    answers = answers_of(network_page(model), photos)
    said = browser.run("return [...document.querySelectorAll('.answer')].map((item) => item.textContent)")

    by_threshold = [0.001 < probability < 0.5 for probability, _ in answers.values()]
    assert any(by_threshold)
    assert ["%, by the threshold)" in text for text in said] == by_threshold
    assert all("How often this is right was not measured." in text for text in said)


@pytest.mark.slow
@pytest.mark.parametrize("facing", ["user", "environment"])
def test_the_camera_is_answered_until_it_is_stopped_and_mirrored_if_it_looks_at_the_reader(browser, open_page, facing):
    watched = f"""
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (asked) => {{ window.asked = asked; return ask(asked); }};
        MediaStreamTrack.prototype.getSettings = () => ({{ facingMode: '{facing}' }});
    """
    with browser.running_first(watched):
        open_page(network_page(make_model("pixels")))
    browser.run("document.getElementById('camera').click()")
    browser.wait_for("return Number(document.getElementById('camera-answer').dataset.rate) > 0")

    assert browser.run("return window.asked.video.facingMode") == "environment"
    mirrored = "return document.getElementById('video').classList.contains('mirrored')"
    assert browser.run(mirrored) is (facing == "user")
    browser.run("document.getElementById('camera').click()")
    assert browser.run("return document.getElementById('camera-area').hidden")
    assert browser.run("return document.getElementById('message').textContent") == ""


@pytest.mark.slow
@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_wider_than_the_window(browser, answers_of, photos, width):
    browser.resize(width, 800)
    answers_of(network_page(make_model("convolution", layers=(4, 4))), photos[:3])

    for tag in SPOKEN["languages"]:
        browser.run(CHOOSE, tag)
        widths = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wanted, available = browser.run(widths)
        assert wanted <= available, tag


@pytest.mark.slow
def test_all_that_can_be_pressed_is_reached_by_the_keyboard_and_has_a_name(browser, open_page):
    open_page(network_page(make_model("pixels")))
    script = """
        const controls = [...document.querySelectorAll('input, button, select')].filter((one) => one.offsetParent);
        const name = (one) => one.ariaLabel || one.textContent || one.labels[0].textContent;
        return controls.map((one) => one.tabIndex + ' ' + name(one).trim())
    """
    assert browser.run(script) == [
        "0 Language",
        "0 Choose photos",
        "0 Use the camera",
        "0 the whole photo, squeezed",
        "0 its center only",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("reader", RIGHT)
def test_the_page_speaks_the_language_of_the_browser_and_writes_numbers_so(browser, open_page, reader):
    with for_readers_of(browser, "tlh", reader, "en"):
        open_page(network_page(make_model("pixels", (8, 8))))
    text = "Right for {correct} of {count:test picture|test pictures} of “{name}”: {share:number}."
    values = {"correct": 1234, "count": 2000, "name": "my data", "share": "61.7%"}
    tag, title = browser.run("return [document.documentElement.lang, document.title]")
    between = {"zh": " 还是 ", "de": " oder ", "en": " or ", "es": " o ", "pt": " ou ", "fr": " ou "}

    assert tag in SPOKEN["languages"]
    assert tag[:2] == reader[:2]
    assert f"cat{between[tag[:2]]}dog" in title
    # Which space does not break the line depends on the browser.
    assert re.sub(r"\s", " ", browser.run("return say(...arguments)", text, values)) == RIGHT[reader]


@pytest.mark.slow
@pytest.mark.parametrize("tag", OTHER_TAGS)
def test_all_that_the_page_says_is_in_the_language_that_is_chosen(browser, open_page, photos, tmp_path, tag):
    (tmp_path / "notes.png").write_text("no picture")
    open_page(network_page(make_model("pixels"), make_dataset(side=64)))
    before = browser.run(SAID)
    browser.choose_files("#photos", [photos[0], tmp_path / "notes.png"])
    browser.wait_for("return document.getElementById('clear').offsetParent")
    english_said = browser.run(SAID)
    browser.run(CHOOSE, tag)
    said = browser.run(SAID)
    names = {photos[0].name, "", browser.run("return document.querySelector('.verdict').textContent")}

    assert len(said) > len(before) + 5
    assert [one for one, other in zip(said, english_said, strict=True) if one == other and one not in names] == []
    assert browser.run("return document.querySelector('.answer').dataset.label") in ("dog", "cat")
    assert not any(re.search(r"[{}]", one) for one in said)
    assert browser.run("return location.hash") == f"#{tag}"
    browser.run("location.reload()")
    browser.wait_for("return document.documentElement.lang == arguments[0]", tag)
    browser.run(CHOOSE, "en")
    assert browser.run(SAID) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "make_page", [detector_page, lambda: network_page(make_model("pixels", (8, 8)), make_dataset())]
)
def test_the_english_of_the_script_is_that_of_the_engine(browser, open_page, make_page):
    page = make_page()
    open_page(page)

    assert facts_in(page) == browser.run(
        "return [...document.querySelectorAll('.about li')].map((one) => one.innerText)"
    )
    assert browser.run("return document.title") == unescape(re.search("<title[^>]*>(.*?)</title>", page)[1])


@pytest.mark.slow
def test_words_of_the_program_are_translated_and_class_names_are_not(browser, open_page):
    pages = network_page(make_model("pixels", (8, 8), classes=("non-cat", "cat"))), detector_page()
    script = """
        const network = JSON.parse(document.getElementById('network').textContent);
        return [0.9, 0.1].map((probability) => say(...verdictSentence(network, probability)))
    """
    said = []
    for page in pages:
        open_page(page)
        browser.run(CHOOSE, "de")
        said.append([text.split(" (")[0] for text in browser.run(script)])
    assert said == [["cat", "non-cat"], ["Katze", "keine Katze"]]


@pytest.mark.slow
def test_counts_have_the_words_of_their_language(browser, open_page):
    open_page(network_page(make_model("pixels", (8, 8))))
    text = "It called none of the {count:test picture|test pictures} {name}."
    script = "return [0, 1, 2].map((count) => say(arguments[0], { count, name: 'cat' }))"
    words = {
        "en": ("0 test pictures", "1 test picture ", "2 test pictures"),
        "fr": ("0 image ", "1 image ", "2 images "),
    }
    for tag, expected in words.items():
        browser.run(CHOOSE, tag)
        assert [word in one for word, one in zip(expected, browser.run(script, text), strict=True)] == [True] * 3
