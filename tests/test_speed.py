"""What is left out for speed changes nothing: each shortcut against the long way, on samples, made-up news and odd texts."""

from __future__ import annotations

import sys
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import detect, extract
from pipeline.annotate import places
from pipeline.annotate.date_points import EVERY, Reader
from pipeline.detect import CANDIDATES
from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import mentions
from pipeline.doc.tokens import starts_of, text_of, words_of
from pipeline.extract import Extractor, annotate
from pipeline.knowledge.identifier import identifier
from pipeline.knowledge.language import knowledge
from pipeline.knowledge.literals import digits, needed
from pipeline.knowledge.reference_formats import formats, possible
from pipeline.knowledge.subjects import beginnings
from pipeline.records import Article
from pipeline.skim import LABELS, SUBJECTS
from pipeline.text import TOKEN, alike, fold
from pipeline.write.jsonl import to_line

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from archive import archive  # noqa: E402

SAMPLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob("*.txt"))]
NEWS = [made.text for made in islice(archive(60, projects=0.0), 60)]
LINES = sorted({line for text in SAMPLES for line in text.split("\n") if 0 < len(line) < 300})
ODD = st.lists(
    st.one_of(
        st.sampled_from(LINES),
        st.text("aāčž 12.:/-–\n„“\"'+€", max_size=40),
        st.dates().map(str),
        st.sampled_from(["Kuldīga, 2.5.2019", "Praha 3. května 2017", "Berlin, 12. März 2020 –"]),
    ),
    max_size=8,
).map("\n".join)


def everything(text: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The record where every article is annotated in full."""
    with monkeypatch.context() as patch:
        patch.setattr(extract, "skim", lambda *_: None)
        patch.setattr(
            extract, "mark_openers", lambda doc, language: extract.run(doc, extract.second_step(_code(language)))
        )
        return record(text)


def _code(language: Any) -> str | None:
    return None if language.code == "und" else language.code


def record(text: str) -> bytes:
    return to_line(Extractor(ner="none").extract(Article(uri="a.txt", content=text)))


@pytest.mark.parametrize("text", [*SAMPLES, *NEWS])
def test_a_rejected_article_has_the_record_that_full_annotation_gives(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert record(text) == everything(text, monkeypatch)


@given(text=ODD)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_so_has_any_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert record(text) == everything(text, monkeypatch)


def test_rejected_articles_are_not_searched_for_organisations(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(extract, "second_step", lambda code: asked.append("second") or [])
    assert not Extractor(ner="none").extract(Article(uri="a.txt", content=NEWS[0])).about_project
    assert not asked


@pytest.fixture(scope="module")
def languages() -> Any:
    return identifier(CANDIDATES)


@given(text=st.one_of(ODD, st.text(max_size=300), st.sampled_from(SAMPLES)))
@settings(max_examples=150, deadline=None)
def test_languages_are_ranked_as_py3langid_does(languages: Any, text: str) -> None:
    data = languages._encode(text)
    ours = languages.ranked(languages.features(data))
    assert dict(ours) == pytest.approx(dict(languages.rank(text)), abs=1e-4)


@pytest.mark.parametrize("text", SAMPLES[::9])
def test_a_part_of_a_text_is_ranked_as_it_is_alone(languages: Any, text: str) -> None:
    lines = [line for line in text.split("\n") if len(line) > 200]
    data = "\n".join(lines).encode()
    features, start = languages.features(data), 0
    for line in lines:
        end = start + len(line.encode())
        code, probability = languages.ranked(features[start:end])[0]
        alone, sure = languages.rank(line)[0]
        assert code == alone
        assert probability == pytest.approx(sure, abs=0.02)
        start = end + 1


def test_nobody_else_is_asked_where_the_page_says_the_likeliest_language(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(detect, "_arbiter", lambda text: asked.append(text) or {"cs": 1.0})
    text = "Obecní úřad Lhota oznamuje zítra"
    assert detect.detect(text, "cs").code == "cs"
    assert not asked
    assert [detect.detect(text, prior).code for prior in (None, "sk")] == ["cs", "cs"]
    assert len(asked) == 2


@pytest.mark.parametrize("text", [*SAMPLES[::9], *NEWS[:6], " \n a  b\t\n", "8.-12.April’s “x”"])
def test_what_is_kept_beside_a_document_is_what_it_says_itself(text: str) -> None:
    doc = annotate(text, None)
    assert words_of(doc) == [t.text for t in doc]
    assert starts_of(doc) == [t.idx for t in doc]
    assert text_of(doc) == doc.text == text


@pytest.mark.parametrize("text", SAMPLES[::9])
def test_no_other_order_reads_a_longer_date(text: str) -> None:
    doc = annotate(text, "lv")
    groups = {g: mentions(doc, g) for g in ("date", "month")}
    reader = Reader(doc, groups, frozenset({"th"}))
    for n in range(len(reader)):
        longest = None
        for order in EVERY:
            found = order(reader, n)
            if found and found[0].valid and (longest is None or found[1] > longest[1]):
                longest = found
        assert reader.point(n) == longest


def dates_of(text: str, code: str) -> list[tuple[int, int, Any]]:
    return [(m.start, m.end, m.value) for m in mentions(annotate(text, code), "dates")]


def dates_from_everywhere(text: str, code: str) -> list[tuple[int, int, Any]]:
    """The dates where one is tried at every token."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "openings", lambda reader: range(len(reader)))
        return dates_of(text, code)


@pytest.mark.parametrize("text", [*SAMPLES[::9], *NEWS[::6]])
@pytest.mark.parametrize("code", ["lv", "en"])
def test_dates_begin_nowhere_else(text: str, code: str) -> None:
    assert dates_of(text, code) == dates_from_everywhere(text, code)


#: What dates are made of, in any order.
PIECES = (
    "1 3 5. 7th 12 30. 31 00 05 18.30 1.500 2019 2019. 1850 12345 ' / - – . , : º th . ,"
    " May Oct. maijā maijam gadā gada līdz no un from to between and until since early summer last year this year"
).split(" ")


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=12),
    gaps=st.lists(st.sampled_from(["", " ", " ", "\n"]), min_size=12),
)
@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("code", ["lv", "en"])
def test_so_do_dates_of_any_pieces(pieces: list[str], gaps: list[str], code: str) -> None:
    text = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=False))
    assert dates_of(text, code) == dates_from_everywhere(text, code)


@pytest.mark.parametrize("text", SAMPLES[::9])
@pytest.mark.parametrize("code", ["lv", "de"])
def test_what_is_kept_of_beginnings_loses_no_phrase(text: str, code: str) -> None:
    words = words_of(annotate(text, None))
    lexicon = knowledge(code).lexicon
    folded, every = [w.casefold() for w in words], []
    for i, word in enumerate(words):
        if not word.isspace():
            lexicon._walk(lexicon.root, i, i, words, folded, (), every)
    for _ in range(2):  # the second time all beginnings are known
        assert [(m.start, m.end, m.entry, m.endings) for m in lexicon.find(words)] == [
            (m.start, m.end, m.entry, m.endings) for m in every
        ]


@given(a=st.text("aābcČč -", max_size=12), b=st.text("aābcČč -", max_size=12), least=st.floats(0.5, 1.0))
def test_names_are_alike_where_their_similarity_says_so(a: str, b: str, least: float) -> None:
    x, y = fold(a), fold(b)
    blocks = SequenceMatcher(None, x, y, autojunk=False).ratio() if x and y else 0.0
    assert alike(a, b, least) == (blocks >= least)


def _subjects(code: str) -> list[str]:
    """Words for projects and names of programmes as they stand in the samples of a language."""
    found = set()
    for path in sorted((ROOT / "samples").rglob(f"{code}-*.txt")):
        words = TOKEN.findall(path.read_text(encoding="utf-8"))
        matches = knowledge(code).lexicon.find(words)
        found |= {"".join(words[m.start : m.end]) for m in matches if m.entry.kind in SUBJECTS}
    return sorted(found)


WRITTEN = {code: _subjects(code) for code in ("lv", "cs", "de", "fi")}


@given(
    code=st.sampled_from(sorted(WRITTEN)),
    data=st.data(),
    before=st.text("aß .\n", max_size=5),
    after=st.text("aß .\n", max_size=5),
    blank=st.sampled_from([" ", "  ", "\n"]),
    loud=st.booleans(),
)
def test_a_subject_is_seen_however_it_is_written(
    code: str, data: st.DataObject, before: str, after: str, blank: str, loud: bool
) -> None:
    phrase = data.draw(st.sampled_from(WRITTEN[code])).replace(" ", blank)
    text = f"{before}{phrase.upper() if loud else phrase}{after}"
    found = {m.entry.kind for m in knowledge(code).lexicon.find(TOKEN.findall(text))}
    assert found & SUBJECTS <= beginnings(code, *SUBJECTS).kinds_in(text)


@pytest.mark.parametrize("text", SAMPLES)
def test_no_subject_of_a_sample_is_overlooked(text: str) -> None:
    for code in ("lv", "cs", "de", "es", "fi", "en", "cs-x-plain", None):
        found = {m.entry.kind for m in knowledge(code).lexicon.find(TOKEN.findall(text))}
        kinds = SUBJECTS | LABELS
        assert found & kinds <= beginnings(code, *kinds).kinds_in(text)


def test_a_format_is_ruled_out_only_where_it_cannot_match() -> None:
    for format_ in formats():
        for text in [*format_.form.examples, *SAMPLES]:
            if format_.pattern.search(text):
                assert format_ in possible(text), (format_.programme, format_.form.pattern, text[:80])


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"CZ\.99\.\d{1,2}/x", {"CZ.99.", "/x"}),
        (r"LL ?[-–] ?00\d{3}", {"LL", "00"}),
        (r"(?<!\w)AB(?:CD)?E+F*", {"AB", "E"}),
        (r"a{2}b{0,3}c", {"c"}),
        (r"[](]x\p{Lu}y", {"x", "y"}),
        (r"abc|def", set()),
        (r"(?i)abc", set()),
        (r"abc(?i)", set()),
    ],
)
def test_what_a_pattern_needs(pattern: str, parts: set[str]) -> None:
    assert needed(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "row"),
    [
        (r"AB\d{4,6}x\d", 4),
        (r"20\d{2}-\d{3}", 4),
        (r"1(?:0|2)\d{5}", 5),
        (r"[12]\d?\d+", 2),
        (r"a\d|b", 0),
        (r"(?i)\d{5}", 0),
    ],
)
def test_how_many_digits_a_pattern_needs(pattern: str, row: int) -> None:
    assert digits(pattern) == row


@pytest.mark.parametrize("text", SAMPLES[::4])
@pytest.mark.parametrize("code", ["lv", "cs", "fr", "fi"])
def test_names_of_several_words_are_sought_wherever_they_can_begin(
    text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text += "\nStarp Frankfurtes pie Mainas, Ústí nad Labem, L’Haÿ-les-Roses un Rio de Žaneiro"
    quick = mentions(annotate(text, code), "places")
    monkeypatch.setattr(places, "may_open_several", lambda word, language: True)
    assert mentions(annotate(text, code), "places") == quick


def test_places_of_datelines_are_those_of_the_full_search() -> None:
    text = "Sporta ziņas\n\nKuldīga, 2019. gada 2. maijā\n\nLiepāja 3.5.2019 – Spēle beidzās ar uzvaru."
    full = annotate(text, "lv")
    line_starts = {line.start for line in layout_of(full).lines}
    wanted = [(m.start, m.end) for m in mentions(full, "places") if m.start in line_starts]
    extract.mark_openers(full, knowledge("lv"))
    assert [(m.start, m.end) for m in mentions(full, "places")] == wanted != []


def test_the_archive_is_the_same_for_the_same_seed() -> None:
    assert list(archive(20)) == list(archive(30))[:20]
    assert list(archive(20, seed=2)) != list(archive(20))
    assert sum(made.about for made in archive(300)) in range(15, 50)
