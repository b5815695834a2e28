"""The report is complete, self-contained and safe for all names."""

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from engine.analysis.evaluation import Evaluation
from engine.export.html_report import Report, page
from tests.support.small_data import make_dataset

VOID = {"meta", "img", "br", "line", "polyline"}


class Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that tags are balanced."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attributes]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attributes]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def dataset():
    return make_dataset()


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def report(dataset, wrong=2, title="Run 3", costs=(0.7, 0.6, 0.5), iteration=None):
    evaluations = {}
    for name, part in dataset.parts.items():
        right = np.where(part.labels == 1, 0.9, 0.1)
        right[0, :wrong] = 1 - right[0, :wrong]
        evaluations[name] = Evaluation(right, part.labels, dataset.classes)
    test = (np.array([0.0, 2.0]), np.array([0.71, 0.66]))
    shown = len(costs) if iteration is None else iteration
    return Report(title, "today", dataset, {"learning rate": "0.0075"}, np.array(costs), test, evaluations, shown)


def test_it_has_settings_metrics_and_wrong_pictures(dataset):
    reader = read(page(report(dataset)))
    texts = " ".join(reader.texts)
    count = dataset.test.labels.shape[1]
    assert "0.0075" in texts
    assert f"{count - 2} of {count} right. Always " in texts
    assert reader.tags.count("img") == 2
    sources = [value for tag, name, value in reader.attributes if (tag, name) == ("img", "src")]
    pictures = [np.array(Image.open(io.BytesIO(base64.b64decode(source.split(",")[1])))) for source in sources]
    np.testing.assert_array_equal(pictures, dataset.test.pictures[:2])


def test_test_pictures_that_are_also_in_training_are_named(dataset):
    said = "In both parts: 1 picture (test 3 is train 0). Pictures it trains on test nothing."
    assert "In both parts" not in page(report(dataset))
    pictures = dataset.test.pictures.copy()
    pictures[3] = dataset.train.pictures[0]
    leaking = report(replace(dataset, test=replace(dataset.test, pictures=pictures)))
    assert said in read(page(leaking)).texts
    assert "In both parts" not in page(replace(leaking, note="Of other data"))


def test_it_loads_nothing_and_runs_no_script(dataset):
    text = page(report(dataset))
    reader = read(text)
    assert not {"script", "link", "iframe", "object"} & set(reader.tags)
    assert all(value.startswith("data:") for _, name, value in reader.attributes if name in ("src", "href"))
    assert "http" not in text


def test_no_paragraph_ends_with_a_space(dataset):
    assert " </p>" not in page(report(dataset))


def test_names_are_escaped(dataset):
    odd = make_dataset()
    odd = odd.__class__("<script>x</script>", "s", odd.train, odd.test, ("<b>dog</b>", 'c"at'))
    reader = read(page(report(odd, title="<i>mine</i>")))
    assert not {"script", "b", "i"} & set(reader.tags)
    assert "<i>mine</i>" in "".join(reader.texts)


def test_unreadable_files_are_listed_with_their_reasons(dataset):
    found = replace(report(dataset), unreadable=("cat/<1>.png: it is no picture", *["dog/2.png: it is empty"] * 300))
    texts = read(page(found)).texts
    assert "Files that could not be read" in texts
    assert "cat/<1>.png: it is no picture" in texts
    assert "and 101 more" in texts
    assert "Files that could not be read" not in read(page(report(dataset))).texts


def test_the_stages_and_the_title_of_the_plot_are_shown(dataset):
    stages = (("0", "Learning rate 0.0075"), ("840", "Learning rate <0.002>"))
    texts = read(page(replace(report(dataset), stages=stages, plot_title="Learning rate: <1>"))).texts
    assert {"Stages", "From iteration", "840", "Learning rate <0.002>", "Learning rate: <1>"} <= set(texts)
    assert "Stages" not in read(page(replace(report(dataset), stages=stages[:1]))).texts


def test_the_curve_follows_the_costs(dataset):
    text = page(report(dataset, costs=(1.0, 0.5, 0.0)))
    points = re.search(r'<polyline points="([^"]*)"', text).group(1).split()
    heights = [float(point.split(",")[1]) for point in points]
    assert heights[0] < heights[1] < heights[2]
    assert heights[2] - heights[1] == pytest.approx(heights[1] - heights[0])


def shape(kind, text):
    """The places across and up of the points of the first polyline or polygon."""
    points = re.search(rf'<{kind} points="([^"]*)"', text).group(1).split()
    return np.array([list(map(float, point.split(","))) for point in points]).T


@pytest.mark.parametrize("iteration", [0, 4321, 9999])
def test_no_spike_of_a_long_curve_is_left_out(dataset, iteration):
    costs = [0.5] * 10_000
    costs[iteration] = 1.0
    text = page(report(dataset, costs=costs))
    (_, line), (across, band) = shape("polyline", text), shape("polygon", text)
    assert len(across) < 2000
    assert np.ptp(line) < 1, "the trend"
    assert across[band.argmin()] == pytest.approx(64 + 712 * iteration / 10_000, abs=3)


def test_an_earlier_iteration_is_named_and_marked_in_the_whole_run(dataset):
    text = page(report(dataset, iteration=1))
    assert {"Results of iteration", "1 (marked in the plot)", "Iterations done", "3"} <= set(read(text).texts)
    for curve in re.findall(r'<polyline points="([^"]+)"', text):
        across = [float(point.split(",")[0]) for point in curve.split()]
        assert max(across) <= 776
    (mark,) = re.findall(r'<line x1="([\d.]+)" x2="([\d.]+)"[^>]*var\(--ink\)', text)
    assert [float(x) for x in mark] == pytest.approx([64 + 712 / 3] * 2, abs=0.01)
    assert "marked in the plot" not in page(report(dataset))


@pytest.mark.parametrize("costs", [(), (0.5,), (0.7, float("nan"), float("inf"))])
def test_a_short_or_diverged_run_has_a_report(dataset, costs):
    text = page(report(dataset, wrong=0, costs=costs))
    read(text)
    assert "nan" not in text
    assert "Every test picture is right." in text


def test_the_costs_of_the_network_are_named_with_its_iteration(dataset):
    found = replace(report(dataset), network_costs=(0.45, 0.655))
    assert "Iteration 3: training cost 0.4500, test cost 0.6550." in read(page(found)).texts
    rewound = replace(found, iteration=1)
    assert "Iteration 1: training cost 0.4500, test cost 0.6550." in read(page(rewound)).texts
    kept = read(page(replace(found, best_iteration=2))).texts
    assert {"Results of iteration", "2 (kept by early stopping)"} <= set(kept)
    assert "Iteration 2: training cost 0.4500, test cost 0.6550." in kept
    assert "test cost 0" not in page(report(dataset)), "unknown"


def test_a_long_curve_that_swings_is_a_line_in_its_band(dataset):
    """Of every second cost an oscillation of two iterations would be a line."""
    costs = 0.5 + 0.2 * (np.arange(5000) % 2) + 0.1 * (np.arange(5000) == 2501)
    text = page(replace(report(dataset, costs=costs), iteration=5000))
    (across, line), (_, band) = shape("polyline", text), shape("polygon", text)
    assert (across[0], across[-1]) == pytest.approx((64, 64 + 712 * 4999 / 5000), abs=0.01)
    assert np.ptp(line) < 1
    highest, *_, lowest = sorted(set(band.tolist()))
    assert highest < line.mean() - 30
    assert lowest > line.mean() + 30
    assert 'fill="var(--train)" stroke="none" fill-opacity="0.18"' in text
