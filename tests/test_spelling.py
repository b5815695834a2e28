"""The spelling: American, in all that users read, in the documents, and in names of our own."""

import re

import pytest

from tests.support.texts import ROOT, all_texts

BRITISH = re.compile(
    r"labell|centre|grey|neighbour|colour|behaviour|favour|licence|initialis|recognis|organis|optimis|normalis"
    r"|generalis|minimis|maximis|memoris|summaris|analyser"
    r"|^(analysed?|maths|towards|learnt|whilst|amongst|programme)$",
    re.IGNORECASE,
)
# As it is stored in files, and what earlier versions wrote.
STORED = {"centre", "relabelled"}
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "datasets/README.md", "resources/packaging/README.md")


def british_in(text):
    return {word for word in set(re.findall(r"\w+", text)) if BRITISH.search(word)}


@pytest.mark.parametrize("word", ["Maths", "relabelled", "initialisation", "neighbours", "grey", "towards"])
def test_british_words_are_found(word):
    assert british_in(f"Check the {word}.") == {word}


def test_american_words_are_none():
    assert not british_in("The math: labeled, center, gray, neighbor, analyses, initialization.")


@pytest.mark.slow
def test_what_users_read_has_american_spelling():
    assert [text for text in all_texts() if british_in(text.said)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_have_american_spelling(name):
    assert british_in((ROOT / name).read_text(encoding="utf-8")) - STORED == set()


@pytest.mark.parametrize("package", ["engine", "catgui"])
def test_the_code_has_american_spelling(package):
    found = {
        (str(path.relative_to(ROOT)), word)
        for path in (ROOT / package).rglob("*.py")
        for word in british_in(path.read_text(encoding="utf-8")) - STORED
    }
    assert found == set()
