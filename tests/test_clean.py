"""The text in one normal form; the main text of HTML; titles; nothing of the article lost."""

from __future__ import annotations

import json
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.clean import CleanText, clean
from pipeline.records import Article

PARAGRAPHS = [
    "Obec dokončila opravu školy, na kterou získala příspěvek z evropského fondu ve výši dvou milionů korun.",
    "Práce začaly v březnu a skončily v říjnu téhož roku, jak bylo v plánu i ve smlouvě s dodavatelem.",
    "Do projektu se zapojily i sousední vesnice a jejich školy, které si vyměnily zkušenosti s výukou v přírodě.",
]


def plain(content: str, **fields: str) -> CleanText:
    return clean(Article(uri="a.txt", content=content, **fields))  # type: ignore[arg-type]


def page(content: str, **fields: str) -> CleanText:
    return clean(Article(uri="a.html", content=content, media_type="text/html", **fields))  # type: ignore[arg-type]


def article(head: str = "", body: str = "") -> str:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return f"<!DOCTYPE html><html lang='cs-CZ'><head>{head}</head><body><article>{body}{text}</article></body></html>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\x0ce", "a\nb\nc\nd\ne"),
        ("a\u00a0b\u202fc\u2009d\te\u3000f", "a b c d e f"),
        ("\ufeffa\u200bb\u200dc\u00add\u2060e\u200ff", "abcdef"),
        ("a\0b\x07c\x1bd\x7fe", "abcde"),
        ("a\ud800b", "ab"),
        ("s\u030ck", "šk"),
        ("\n\n a  b \n\n\nc  \n", " a  b\n\n\nc"),
        ("", ""),
    ],
)
def test_the_normal_form(content: str, text: str) -> None:
    assert plain(content).text == text


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("Nová škola otevřena\n\nText článku.", "Nová škola otevřena"),
        ("Úvod | Aktuality | Kontakt\n12. 5. 2020\nTisk\nNová škola otevřena\nText.", "Nová škola otevřena"),
        ("Úvod > Aktuality > Škola\nÚvod   Úřad   Škola\nNová škola", "Nová škola"),
        ("x" * 10 + " slovo" * 100, None),
        ("12345\n---", None),
        ("", None),
    ],
)
def test_the_title_of_plain_text(content: str, title: str | None) -> None:
    assert plain(content).title == title


def test_a_title_from_the_container_is_part_of_the_text() -> None:
    found = plain("Text článku.", title="Nová  škola")
    assert (found.title, found.text) == ("Nová škola", "Nová škola\n\nText článku.")
    assert plain("NOVÁ\nŠKOLA otevřena", title="Nová škola").text == "NOVÁ\nŠKOLA otevřena"


def test_the_main_text_of_a_page() -> None:
    source = (
        '<body><header><nav><ul><li><a href="/">Domů</a></li><li><a href="/k">Kontakt</a></li></ul></nav></header>'
        f"<main><article><h1>Nová škola</h1><p>{PARAGRAPHS[0]}</p>"
        '<p>Více na stránce <a href="/p">projektu Zelená pro vesnici</a>, kde jsou i fotografie.</p>'
        "<table><tr><th>Co</th><th>Kde</th></tr>"
        "<tr><td>Název:</td><td>Zelená</td></tr><tr><td>Partner</td><td>Obec Dolní</td></tr></table>"
        f"<p>{PARAGRAPHS[1]}</p><p>Doba:<br>1. 1. 2020</p></article></main><script>var tajne = 1;</script><!-- pozn -->"
        '<div class="comments" id="comments"><p>Komentář čtenáře</p></div><footer>Patička</footer></body></html>'
    )
    found = page(source)
    assert found.title == "Nová škola"
    lines = found.text.split("\n")
    assert PARAGRAPHS[0] in lines
    assert lines[lines.index("Co | Kde") + 1] == "Název: Zelená"
    assert "Partner | Obec Dolní" in lines
    assert "1. 1. 2020" in lines
    assert "projektu Zelená pro vesnici" in found.text
    for furniture in ("Kontakt", "tajne", "pozn", "Komentář"):
        assert furniture not in found.text


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="Z hlavičky"><title>Okno</title>', "<h1>Nadpis</h1>", "Z hlavičky"),
        ("<title>Okno</title>", "<h1>Nadpis <b>článku</b></h1>", "Nadpis článku"),
        ("<title>Okno stránky</title>", "", "Okno stránky"),
        ("<title>Nová škola | Obec Dolní</title>", "<h2>Nová škola</h2>", "Nová škola"),
    ],
)
def test_the_title_of_a_page(head: str, body: str, title: str) -> None:
    found = page(article(head, body))
    assert found.title == title
    assert title in found.text
    assert all(p in found.text for p in PARAGRAPHS)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2023-05-04T10:00:00+02:00">',
        '<meta name="DC.date" content="2023-05-04">',
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2023-05-04T01:00"}]}</script>',
    ],
)
def test_the_hints_of_a_page(head: str) -> None:
    found = page(article(head))
    assert found.published_hint == "2023-05-04"
    assert found.language_hint == "cs"
    assert page(article(head), published="2020").published_hint == "2020"


def data(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields}, indent=1)}</script>'


def test_structured_data_give_title_and_date() -> None:
    found = page(
        article(
            "<title>Obec</title>" + data(headline="Nová &amp; lepší škola", datePublished="2023-05-04T10:00:00+02:00")
        )
    )
    assert (found.title, found.published_hint) == ("Nová & lepší škola", "2023-05-04")
    spaced = '<script type="application/ld+json">{"@type" : ["Article"],\n"datePublished" : "2023-05-04"}</script>'
    assert page(article(spaced)).published_hint == "2023-05-04"
    changed = '<meta property="article:modified_time" content="2024-01-01">'
    assert page(article(changed + data(dateCreated="2023-05-04"))).published_hint == "2023-05-04"
    marked = '<span itemprop="datePublished" content="2023-05-04">4 V</span>'
    assert page(article("", marked)).published_hint == "2023-05-04"


@pytest.mark.parametrize(
    "head",
    [
        data(headline="One", datePublished="2023-05-04") + data(headline="Two", datePublished="2023-06-04"),
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "One", "datePublished": </script>',
        '<script type="application/ld+json">{"@type": "Organization", "name": "One", "datePublished" : "2023-05-04"}</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        data(headline=["One"], datePublished="2023-02-31"),
        data(headline=7, datePublished={"a": 1}),
    ],
)
def test_structured_data_that_say_nothing_clear(head: str) -> None:
    found = page(article(head))
    assert found.title not in ("One", "Two")


@pytest.mark.parametrize("value", ["2023-02-31", "4. 5. 2023", ""])
def test_a_date_that_is_none_is_no_hint(value: str) -> None:
    assert page(article(f'<meta name="date" content="{value}">')).published_hint is None


def test_a_page_that_is_one_table_loses_nothing() -> None:
    rows = "".join(f"<tr><td>Položka {i}</td><td><b>hodnota</b> {i}</td></tr>" for i in range(30))
    found = page(f"<body><table>{rows}</table></body>")
    assert all(f"Položka {i} | hodnota {i}" in found.text for i in range(30))


@pytest.mark.parametrize(
    "source",
    [
        "<div>Krátký text</div>",
        "<p style='display: none'>skryté</p><p>Krátký text",
        "<p hidden>skryté</p>Krátký text",
        "Krátký text",
        "<html><body><form><div>Krátký text</div></form>",
        "<?xml version='1.0' encoding='windows-1250'?><html><body>Krátký text</body></html>",
        "<p>Krátký\0 text</p><script>skryté",
    ],
)
def test_short_and_broken_pages(source: str) -> None:
    found = page(source)
    assert "Krátký text" in found.text
    assert "skryté" not in found.text


@pytest.mark.parametrize("depth", [300, 10_000, 100_000])
def test_deep_nesting(depth: int) -> None:
    start = time.monotonic()
    found = page("<html><body>" + "<div>" * depth + "Hluboko &amp; dole" + "</div>" * depth + "<p>Na konci</p></body>")
    assert found.text == "Hluboko & dole\nNa konci"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "<script>", "</p>", "<a href='", "&", "<table><tr><td>", "<b><i>", "|", "<li>"]
)
def test_broken_markup_by_the_thousand(piece: str) -> None:
    start = time.monotonic()
    page(piece * 50_000 + "<p>Text</p>")
    assert time.monotonic() - start < 20


_text = st.text(
    st.one_of(st.characters(), st.sampled_from("\n\r\t\0\u00a0\u200b\u2028\u0301\u212b\u2000\u1100\u1161 ab<>|&;")),
    max_size=120,
)
_markup = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<td>",
            "<script>",
            "<!--",
            "-->",
            "<",
            ">",
            "&#0;",
            "&#55296;",
            "&nbsp;",
            "á\u030c",
            "<title>",
            "<h1>",
            "x y",
        ]
    ),
    max_size=20,
).map("".join)


@settings(deadline=None, max_examples=400)
@given(content=_text)
@example(content="\ufdd0\uffff\U0001ffff")
@example(content="\u0344\u1e9b\u0323")
def test_any_text_is_normalised_once_and_for_all(content: str) -> None:
    text = plain(content).text
    assert unicodedata.is_normalized("NFC", text)
    assert plain(text).text == text
    assert not set(text) & set("\r\t\0\u00a0\u200b\u2028\ufeff")
    text.encode("utf-8")


@settings(deadline=None, max_examples=200)
@given(content=st.one_of(_text, _markup), title=st.one_of(st.none(), _text))
def test_any_page(content: str, title: str | None) -> None:
    found = clean(Article(uri="a", content=content, media_type="text/html", title=title))
    assert unicodedata.is_normalized("NFC", found.text)
    assert found.title is None or found.title.strip() == found.title != ""
    assert plain(found.text).text == found.text
