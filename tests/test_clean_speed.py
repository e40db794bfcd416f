"""What makes reading of pages fast changes nothing of what is read: each shortcut against the long way."""

from __future__ import annotations

import statistics
import sys
import unicodedata
from itertools import islice
from pathlib import Path
from typing import Any

import htmldate.utils
import pytest
import regex
import trafilatura
from htmldate import find_date
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from pipeline import clean as cleaning
from pipeline.clean import page as pages
from pipeline.clean.published import _written, published
from pipeline.clean.visible import MAX_DEPTH, _size, covers, too_deep, visible_text

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from archive import archive, page

MADE = [page(made) for made in islice(archive(24), 24)]
ODD = [
    "<p>One</p><!-- two --><p>Three",
    "<div>Only a part</div>",
    "<table><tr><td>a</td><td>b:</td><td>c</td></tr></table>" * 9,
    "<?xml version='1.0' encoding='windows-1250'?><html><body><p>Krátký text</p></body></html>",
    "<!DOCTYPE html><html lang='cs'/><head><title>T</title></head><body><p>x</p></body>",
    "",
]
_BITS = "<p> </p> <td> <th> <div> </div> <b> <script> </script> <style> <!-- --> &nbsp; &#9; \x1f á\u030c x y: | <select> <p\u00a0hidden>".split(
    " "
)
MARKUP = st.lists(st.sampled_from([*_BITS, " ", "\n"]), max_size=40).map("".join)


def tree_of(source: str) -> Any:
    return pages._any_tree(source)


def depth(tree: Any) -> int:
    deepest = now = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        now += 1 if event == "start" else -1
        deepest = max(deepest, now)
    return deepest


@pytest.mark.parametrize("divs", [1, 100, *range(244, 256), 1000])
def test_too_deep_is_what_a_walk_finds(divs: int) -> None:
    tree = tree_of(f"<html><body>{'<div>' * divs}x{'</div>' * divs}</body></html>")
    assert too_deep(tree) == too_deep(tree[0]) == (depth(tree) > MAX_DEPTH)


@given(
    source=st.one_of(MARKUP, st.sampled_from([*MADE[:4], *ODD])),
    share=st.sampled_from([0.05, 0.2, 0.5, 1.0]),
    cut=st.floats(0, 1),
)
@settings(max_examples=300, deadline=None)
def test_the_share_of_the_visible_text_is_that_of_a_count(source: str, share: float, cut: float) -> None:
    tree = tree_of(f"<html><body>{source}</body></html>")
    shown = visible_text(tree)
    text = shown[: int(cut * len(shown))]
    assert covers(text, share, tree) == (_size(text) >= share * _size(shown))


def test_most_pages_are_covered_without_a_look_at_what_a_reader_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("pipeline.clean.visible.visible_text", lambda tree: asked.append(tree) or "")
    for source in MADE:
        pages.read_page(source)
    assert len(asked) < len(MADE) / 3


@pytest.mark.parametrize("source", [*MADE, *ODD])
def test_one_tree_gives_what_the_source_gives(source: str) -> None:
    tree = pages._clear_tree(source)
    alone = trafilatura.extract(source, fast=True, favor_recall=True, include_comments=False)
    if tree is None:
        assert alone is None
        return
    # Days in scripts are not asked for.
    bare = regex.sub(r"(?s)(<(style|script)(?![^>]*json)[^>]*>).*?(</\2>)", r"\1\3", source)
    options: dict[str, Any] = {
        "original_date": True,
        "extensive_search": False,
        "min_date": "1990-01-01",
        "max_date": "2100-01-01",
    }
    day = find_date(bare, **options) if bare.strip() else None
    pages._empty_scripts(tree)
    before = html.tostring(tree)
    assert published(tree, source) == (day if day and _written(day, source) else None)
    lines = [pages._row(x) for x in alone.split("\n") if not pages._RULE.match(x)] if alone else None
    assert pages._main(tree) == ("\n".join(lines) if lines else None)
    assert html.tostring(tree) == before  # neither library changes what is read afterwards


def test_scripts_are_emptied_and_structured_data_are_not() -> None:
    source = (
        "<html><head><script>var t = '2020-01-29T13:55:20Z';</script><script type='application/ld+json'>{}</script>"
        "<script type='application/json'>{}</script><style>a{}</style></head><body><p>Text</p></body></html>"
    )
    tree = pages._clear_tree(source)
    pages._empty_scripts(tree)
    assert [node.text for node in tree.iter("script", "style")] == [None, "{}", "{}", None]
    assert pages.read_page(source).published is None


def test_a_page_that_is_an_address_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(htmldate.utils, "fetch_url", asked.append)
    pages.read_page("http://localhost:9/secret")
    assert not asked


DAYS = st.lists(
    st.sampled_from([*"2014 2015 1 01 31 11 5 05 . - / , á x 0".split(), " ", "  ", "\n", ". ", "\u00a0", "května"]),
    max_size=8,
).map("".join)


@given(
    source=st.one_of(
        DAYS,
        st.tuples(DAYS, st.sampled_from(["2014-05-01", "1. 5. 2014", "1. května 2014", "May 1, 2014"]), DAYS).map(
            "".join
        ),
    )
)
@settings(max_examples=500, deadline=None)
def test_a_first_of_the_month_is_written_where_the_plain_forms_are(source: str) -> None:
    forms = (
        r"2014[-/. ]{1,2}0?5[-/. ]{1,2}0?1(?!\d)|(?<!\d)0?1[-/. ]{1,2}0?5[-/. ]{1,2}2014"
        r"|(?<!\d)0?1\.?\s\p{L}+[.,]?\s2014|\p{L}\s0?1\.?,?\s2014"
    )
    assert _written("2014-05-01", source) == (regex.search(forms, source) is not None)


def long_normal(text: str) -> str:
    text = cleaning._OFF.sub("", cleaning._BLANKS.sub(" ", cleaning._LINE_ENDS.sub("\n", text)))
    lines = [line.rstrip(" ") for line in unicodedata.normalize("NFC", text).split("\n")]
    return "\n".join(lines).strip("\n")


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("\n \r\t\u00a0\u200b\u0301ab")), max_size=60))
@settings(max_examples=400, deadline=None)
def test_text_that_is_normal_is_left_as_the_long_way_leaves_it(text: str) -> None:
    assert cleaning._normal(text) == long_normal(text)


def test_every_character_is_treated_so() -> None:
    for start in range(0, sys.maxunicode + 1, 16):
        block = "".join(map(chr, range(start, start + 16)))
        assert cleaning._normal(block) == long_normal(block)


@given(
    title=st.sampled_from(["Nová škola", "NOVÁ škola | Obec", "Nová škola otevřena", "A – b", "12", "Obec"]),
    text=st.lists(
        st.sampled_from(["Nová škola", "nová  ŠKOLA", "Obec", "otevřena", "text", "\n", " "]), max_size=8
    ).map(" ".join),
)
def test_titles_are_found_in_the_text_as_in_the_squeezed_text(title: str, text: str) -> None:
    body, letters = cleaning._squeezed(text), cleaning._LETTERS
    fit = [
        c
        for c in (title, cleaning._SITE.split(title)[0])
        if len(letters.findall(c)) >= min(2, len(letters.findall(title)))
    ]
    found = next((c for c in fit if cleaning._squeezed(c) in body), None)
    assert cleaning._with_title(title, text) == ((found, text) if found else (title, f"{title}\n\n{text}".strip("\n")))


def test_made_pages_are_as_large_as_the_median_page() -> None:
    trees = [html.document_fromstring(source.encode()) for source in MADE]
    assert 500 <= statistics.median(sum(1 for _ in tree.iter("*")) for tree in trees) <= 700
    assert 12 <= statistics.median(map(depth, trees)) <= 18
    assert {page(made) for made in archive(3)} == set(MADE[:3])
    assert len({"ld+json" in source for source in MADE}) == len({"<time" in source for source in MADE}) == 2
