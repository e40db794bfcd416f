"""Articles that are told from their letters: what is left out changes nothing but the time it takes."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import extract
from pipeline.annotate import first_step, pipeline_for, run, second_step
from pipeline.assemble.context import Context
from pipeline.assemble.published import find_published
from pipeline.extract import Extractor
from pipeline.knowledge.language import knowledge
from pipeline.knowledge.subjects import beginnings
from pipeline.records import Article, Date
from pipeline.skim import LABELS, datelines
from pipeline.triage import without_subject

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from archive import archive  # noqa: E402

LANGUAGES = ("lv", "cs", "de", "lt", "en")
NEWS = {
    code: [made.text for made in islice(archive(600, projects=0.0), 600) if made.name.endswith(f"{code}-news")][:12]
    for code in LANGUAGES
}
SAMPLES = {
    code: [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob(f"{code}-*.txt"))]
    for code in LANGUAGES
}
LINES = {
    code: sorted({line for text in [*NEWS[code], *SAMPLES[code]] for line in text.split("\n") if line.strip()})
    for code in LANGUAGES
}
DATES = {
    "lv": ["Publicēts: 12.05.2019", "2019. gada 12. maijā", "Kuldīga, 2019. gada 2. maijā", "Pirmdien, 3.6.2019 14:20 | Ziņas"],
    "cs": ["Publikováno 3. května 2017", "Praha 3. května 2017", "Brno, 4. 2. 2020.- Rada", "pondělí 6. 3. 2017"],
    "de": ["Veröffentlicht am 12.03.2020", "Berlin, 12. März 2020 –", "12.03.2020", "Stand: 1.2.21"],
    "lt": ["Paskelbta: 2019-05-12", "2019 m. gegužės 12 d.", "Vilnius, 2019-05-12", "2019-05-12 14:30"],
    "en": ["Published: 12 May 2019", "May 12, 2019", "DUBLIN, 12 May 2019 – The council", "12/05/2019 | News"],
}  # fmt: skip


def published(text: str, code: str) -> Date | None:
    """As :func:`pipeline.skim.skim` would have it read, whatever else the text names."""
    labelled = LABELS & beginnings(code, *LABELS).kinds_in(text)
    return datelines.published(text, code, labelled=bool(labelled))


def in_full(text: str, code: str) -> Date | None:
    """The date of publication by annotating the whole text."""
    doc = run(pipeline_for(code).make_doc(text), [*first_step(code), *second_step(code)])
    return find_published(Context(doc, knowledge(code)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_date_is_that_of_the_whole_text(code: str) -> None:
    texts = [*NEWS[code], *SAMPLES[code]]
    dates = [published(text, code) for text in texts]
    assert dates == [in_full(text, code) for text in texts]
    assert sum(date is not None for date in dates) > len(texts) // 3
    for text, date in zip(texts, dates, strict=True):
        assert all(text[e.start : e.end] == e.quote for e in (date.evidence if date else []))


@given(code=st.sampled_from(LANGUAGES), data=st.data(), gap=st.sampled_from(["\n", "\n\n", "\n \n"]))
@settings(max_examples=300, deadline=None)
def test_so_it_is_wherever_dates_and_labels_stand(code: str, data: st.DataObject, gap: str) -> None:
    line = st.one_of(
        st.sampled_from(LINES[code]),
        st.sampled_from(DATES[code]),
        st.tuples(st.sampled_from(DATES[code]), st.sampled_from(LINES[code])).map(" ".join),
        st.text("ab .,|–12\u00a0", max_size=20),
    )
    text = gap.join(data.draw(st.lists(line, max_size=30)))
    assert published(text, code) == in_full(text, code)


def test_a_date_that_lies_across_two_lines_is_read_in_the_whole_text() -> None:
    long = "Sporta sacensības notika stadionā, un tās vēroja daudz skatītāju no visa novada. " * 6
    text = f"Ziņas\n\n{long}\n\nKuldīgā 2019. gada\n12. maijā\n\n{long}"
    assert published(text, "lv") == in_full(text, "lv")


def test_only_lines_with_a_date_are_annotated(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(datelines, "_read", lambda text, code: read.append(text))
    body = "\n\n".join(f"{n}. klase devās ekskursijā, jo laiks bija saulains un silts visu dienu." for n in range(40))
    assert published(f"Ekskursija\n\n{body}", "lv") is None
    assert not read
    published(f"Ekskursija\n\n12.05.2019\n\n{body}", "lv")
    assert len(read) == 1
    assert read[0].count("klase") == 1  # the neighbour


def test_news_is_not_annotated_and_articles_about_projects_are(monkeypatch: pytest.MonkeyPatch) -> None:
    annotated: list[str] = []
    monkeypatch.setattr(extract, "triage", lambda doc, neutral: annotated.append(doc.text) or without_subject())
    extractor = Extractor(ner="none")
    for text in NEWS["lv"]:
        extractor.extract(Article(uri="a.txt", content=text))
    assert not annotated
    extractor.extract(Article(uri="a.txt", content=next(t for t in SAMPLES["lv"] if "rojekt" in t)))
    assert len(annotated) == 1


def test_a_paragraph_in_another_language_is_heard() -> None:
    summary = (
        "The municipality takes part in the project \"Green Schools\", which is funded by the Erasmus+ programme of the European"
        " Union. The project began on 1 September 2019 and will end on 31 August 2021; its partners are schools in Latvia and Spain."
    )  # fmt: skip
    news = NEWS["cs"][0]
    assert not Extractor(ner="none").extract(Article(uri="a.txt", content=news)).about_project
    assert Extractor(ner="none").extract(Article(uri="a.txt", content=f"{news}\n\n{summary}")).about_project
