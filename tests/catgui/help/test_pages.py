"""The pages of Help as data."""

import re

import pytest

from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS
from catgui.help.pages import HelpPage, help_pages, linked_text, page_html, plain_text
from catgui.help.panels import OTHER_HELP, PANEL_HELP

PAGES = {page.link: page for page in help_pages({}, {})}


def test_there_is_a_page_for_each_lesson_panel_and_term_and_one_of_keys():
    assert len(PAGES) == len(LESSONS) + len(PANEL_HELP) + len(OTHER_HELP) + len(GLOSSARY) + 1
    assert [page.panel for page in PAGES.values() if page.panel] == list(PANEL_HELP)


def test_every_link_of_a_page_leads_to_another_page():
    for link, page in PAGES.items():
        links = set(re.findall('href="(.+?)"', page_html(page)))
        assert links <= PAGES.keys()
        assert link not in links or page.panel  # a panel is named in its own help


@pytest.mark.parametrize("link", PAGES)
def test_each_page_has_a_tip_of_plain_text(link):
    assert PAGES[link].tip.endswith((".", ":")) or PAGES[link].title == "Keyboard shortcuts"
    assert "{" not in PAGES[link].tip


def test_what_others_have_written_is_no_markup():
    page = HelpPage("term:<i>", "Words", "<b>", "<u>", (("<s>", "<a> & b"), ("", [("<p>", "<q>")])))
    shown = page_html(page)
    assert re.findall("<[biusaq]>", shown) == []
    assert "&lt;a&gt; &amp; b" in shown


def test_other_names_in_braces_stay_as_they_are():
    assert plain_text("Say {cat}") == linked_text("Say {cat}") == "Say {cat}"
