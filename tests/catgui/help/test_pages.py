"""The pages of Help as data."""

import re

import pytest

from catgui.help.glossary import GLOSSARY
from catgui.help.lesson import LessonProgress
from catgui.help.lessons import GAP, LESSONS, SEED
from catgui.help.pages import HelpPage, help_pages, linked_text, page_html, plain_text
from catgui.help.panels import OTHER_HELP, PANEL_HELP

PAGES = {page.link: page for page in help_pages({}, {}, [LessonProgress(one, 0, 0) for one in LESSONS])}


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
    page = HelpPage("term:<i>", "Words", "<b>", "<u>", (("<s>", "<a> & {zero}"), ("", [("<p>", "<q>")])))
    shown = page_html(page)
    assert re.findall("<[biusaq]>", shown) == []
    assert "&lt;a&gt; &amp; class 0" in shown


@pytest.mark.parametrize(
    ("reached", "done", "text", "start"),
    [
        (0, 0, "", "&Start"),
        (2, 1, f"Step 3 of {len(GAP.steps)}", "&Continue"),
        (len(GAP.steps), 0, "Looked through", "&Start"),
        (len(GAP.steps), 1, f"Looked through, 1 of {len(GAP.tasks())} tasks done", "&Start"),
        (len(GAP.steps), len(GAP.tasks()), "✓ Done", "&Start"),
    ],
)
def test_a_lesson_says_how_far_the_user_has_come(reached, done, text, start):
    page = next(help_pages({}, {}, [LessonProgress(GAP, reached, done)]))
    assert text in dict(page.sections)[""] if text == "" else text in [body for _, body in page.sections]
    assert page.start == start
    assert page.title.endswith("✓") == text.startswith("✓")


def test_progress_counts_the_tasks_among_the_steps_that_are_done():
    tasks = SEED.tasks()
    progress = LessonProgress.of(SEED, {SEED.id: 2}, {SEED.id: 1 << tasks[0] | 1 << tasks[-1] | 1 << 40})
    assert (progress.reached, progress.done) == (2, len({tasks[0], tasks[-1]}))
    assert LessonProgress.of(SEED, {}, {}) == LessonProgress(SEED, 0, 0)


def test_a_lesson_that_is_done_stays_done_once_it_is_begun_again():
    every_task = sum(1 << number for number in SEED.tasks())
    assert LessonProgress.of(SEED, {}, {SEED.id: every_task | 1 << len(SEED.steps)}).text == "✓ Done"
    assert not LessonProgress.of(SEED, {}, {SEED.id: every_task}).is_done


def test_other_names_in_braces_stay_as_they_are():
    assert plain_text("Say {cat}") == linked_text("Say {cat}") == "Say {cat}"
