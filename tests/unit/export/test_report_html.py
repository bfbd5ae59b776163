import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import desktop.export
from desktop.domain.report import ComponentVerdict, Verdict
from desktop.export.report_html import report_html
from desktop.ui.theme import DARK, LIGHT
from tests.unit.export.answers import timed_answer, typed_answer, unjudged_answer

VOID = {"meta", "link", "br", "hr", "img", "input"}
CSS = (Path(desktop.export.__file__).parent / "report.css").read_text("utf-8")


class Page(HTMLParser):
    """Reads a page, holding that every element is closed."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.tags = []
        self.text = ""
        self.ids = []
        self.links = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            self.links.append(attributes["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text += data


@pytest.fixture(scope="module")
def html():
    return report_html([timed_answer(), typed_answer(), unjudged_answer()])


def test_the_page_is_whole_and_links_stay_inside(html):
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    for link in page.links:
        assert link.startswith("#")
        assert link[1:] in page.ids


def test_the_page_holds_every_answer_in_order(html):
    text = " ".join(Page(html).text.split())
    order = [
        "A real story, and clearly your own. The result needs its number.",
        "Situation",
        "no number yet",
        "So this was last spring at the returns desk of a furniture shop.",
        "Put a number on “a lot better”. One form in five became what? 1:02",
        "Keep counting the forms before you spoke to him.",
        "How did you know it had worked?",
        "128 words a minute",
        "A start. Say how it ended.",
        "No speech heard.",
    ]
    at = 0
    for part in order:
        at = text.find(part, at)
        assert at >= 0, part


def test_nothing_is_fetched_or_run(html):
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not {"src", "srcset"} & set(attributes), tag
        assert not [name for name in attributes if name.startswith("on")], tag
    assert "@import" not in html
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", html))
    assert "https://" not in html.replace("http-equiv", "")
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")


def test_what_the_user_said_is_escaped():
    nasty = "I was <b>late</b> & 'so'. </style><script>alert(1)</script> {{ 7 * 7 }}."
    html = report_html([typed_answer(nasty, name='a"><img src=x onerror=alert(1)>.txt')])
    page = Page(html)
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "<script>" not in html
    assert "<img" not in html
    assert "{{ 7 * 7 }}" in page.text
    assert "</style><script>alert(1)</script>" in page.text


def test_each_sentence_is_marked_by_letter_and_pattern(html):
    marked = re.findall(r'<span class="part s(\d)"', html)
    assert {"0", "1", "2", "3", "4"} <= set(marked)
    assert "url(#f2)" in html
    assert "url(#f3)" in html
    assert "url(#f4)" in html
    for slot, style in ((1, "solid"), (2, "dashed"), (3, "double"), (4, "dotted")):
        assert re.search(rf"\.part\.s{slot} {{[^}}]*text-decoration-style: {style};", CSS)


def test_verdicts_carry_shape_and_word():
    parts = tuple(
        ComponentVerdict(key, verdict, 0.9, 0.2, 5.0, (0,))
        for key, verdict in zip(
            ("situation", "task", "action", "result"), Verdict, strict=True
        )
    )  # fmt: skip
    html = report_html([timed_answer(components=parts)])
    for word in ("Covered", "Thin", "Not found", "Not clear"):
        assert f"<b>{word}</b>" in html
    assert html.count('<svg class="shape"') == 4


def test_an_answer_without_any_part_has_no_strip():
    assert 'class="strip"' in report_html([typed_answer()])
    assert 'class="strip"' not in report_html([typed_answer(component="other")])


def test_a_pace_of_one_point_draws_no_curve():
    answer = timed_answer()
    assert 'class="pace"' in report_html([answer])
    flat = replace(answer.report.delivery, pace=((5.0, 120.0),))
    assert 'class="pace"' not in report_html([timed_answer(delivery=flat)])


@pytest.mark.parametrize(("theme", "block"), [(LIGHT, 0), (DARK, 1)])
def test_the_colours_are_those_of_the_window(theme, block):
    roots = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6});", roots[block]))
    assert len(tokens) >= 19
    for name, value in tokens.items():
        assert getattr(theme, name.replace("-", "_")) == value, name
