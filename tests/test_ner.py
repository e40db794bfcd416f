"""Names that lists and cues don't know: what the models see, where they are asked, what becomes of their answers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import spacy
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.doc.mentions import mention, mentions, store
from pipeline.errors import KnowledgeError
from pipeline.extract import Extractor, annotate
from pipeline.knowledge.language import knowledge
from pipeline.ner.combine import join_names
from pipeline.ner.features import COLUMNS, columns
from pipeline.ner.need import sentences_in_need
from pipeline.ner.recognise import OwnModels, recogniser
from pipeline.records import Article, Record

TEXT = (
    "Projekts „Dzīvās dzijas”\n\n"
    "Madonas novada pašvaldība Erasmus+ projektu „Dzīvās dzijas” (Nr. 2023-1-LV01-KA210-ADU-000150512) īsteno sadarbībā ar Kaldvik "
    "Husflidslag no Norvēģijas un Zelta Kamols.\n\nLaukums slēgts. Sestdien Madonā snieg.\n"
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A user's spaCy model with labels of its own: it knows two bodies by heart."""
    nlp = spacy.blank("xx")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "institution", "pattern": "Kaldvik Husflidslag"},
            {"label": "institution", "pattern": "Zelta Kamols"},
            {"label": "weather", "pattern": "snieg"},
        ]
    )
    nlp.to_disk(tmp_path / "model")
    return tmp_path / "model"


def partners(record: Record) -> set[str]:
    return {p.name for project in record.projects for p in project.partners}


def read(**settings: object) -> Record:
    return Extractor(**settings).extract(Article(uri="a.txt", content=TEXT))  # type: ignore[arg-type]


# --- what a model sees ------------------------------------------------------------------------------------------------


def test_a_row_for_each_token_with_spelling_and_marks() -> None:
    doc = annotate(TEXT, "lv")
    values = columns(doc, "lv")
    assert values.shape == (len(doc), len(COLUMNS))
    at = {t.text: t.i for t in doc}
    cell = lambda word, column: int(values[at[word], COLUMNS.index(column)])  # noqa: E731
    assert cell("Madonas", "prefix5") == cell("Madonā", "prefix5") != 0
    assert cell("Madonas", "form") != cell("Madonā", "form")
    assert cell("Norvēģijas", "place") != 0 == cell("slēgts", "place")
    assert cell("Dzīvās", "quote") != 0 == cell("snieg", "quote")
    assert len({tuple(row[-2:]) for row in values.tolist()}) == 1, "language and register are those of the whole text"


def test_rows_of_parts_are_those_of_the_whole() -> None:
    doc = annotate(TEXT, "lv")
    whole = columns(doc, "lv")
    for start in range(len(doc)):
        for end in (start + 1, min(start + 7, len(doc))):  # in the midst of names and quoted strings, too
            assert np.array_equal(whole[start:end], columns(doc, "lv", parts=[(start, end)])[start:end])


# --- where it is asked ------------------------------------------------------------------------------------------------


def test_only_sentences_with_a_decision_and_an_unexplained_capital_are_asked() -> None:
    doc = annotate(TEXT, "lv")
    asked = [doc[a:b].text for a, b in sentences_in_need(doc)]
    assert any("Kaldvik" in s for s in asked)
    assert not any("snieg" in s or "slēgts" in s for s in asked)


@pytest.mark.parametrize(("label", "asked"), [("Partneri", True), ("Kontakti", False), ("Projekta nosaukums", False)])
def test_labels_before_partners_ask_and_others_do_not(label: str, asked: bool) -> None:
    doc = annotate(f"{label}: Stiftelsen Fjordsong un Zelta Kamols.\n", "lv")
    assert any(m.label.startswith("label.") for m in mentions(doc, "label"))
    assert bool(sentences_in_need(doc)) is asked


# --- what becomes of the answers --------------------------------------------------------------------------------------


def joined(text: str, name: str, language: str = "en") -> list[str]:
    """Organisations after a model has marked ``name`` in the text as one."""
    doc = annotate(text, language)
    start = text.index(name)
    span = doc.char_span(start, start + len(name))
    assert span is not None
    store(doc, "names", [mention(doc, span.start, span.end, "ORG", None, "ner.x")])
    join_names(doc, knowledge(language))
    return [doc[m.start : m.end].text for m in mentions(doc, "organisations")]


def test_a_body_that_no_rule_knows_joins_the_organisations() -> None:
    assert joined("Our partner is Stiftelsen Fjordsong from Bergen.", "Stiftelsen Fjordsong") == [
        "Stiftelsen Fjordsong"
    ]


def test_a_name_that_a_rule_cut_is_completed() -> None:
    text = "It is joined by the Quiet Harbour Museum Trollfoss Vik."
    before = [m.value.name for m in mentions(annotate(text, "en"), "organisations")]
    assert before == ["Quiet Harbour Museum"] or before == ["Quiet Harbour Museum Trollfoss Vik"]
    assert joined(text, "Quiet Harbour Museum Trollfoss Vik") == ["Quiet Harbour Museum Trollfoss Vik"]


def test_a_shorter_name_does_not_cut_a_rule_s() -> None:
    assert joined("It is joined by the Museum of Quiet Harbours.", "Quiet Harbours") == ["Museum of Quiet Harbours"]


@pytest.mark.parametrize(
    ("text", "marked", "kept"),
    [
        ("With Husflidslag Kaldvik Norway since May.", "Husflidslag Kaldvik Norway", ["Husflidslag Kaldvik"]),
        ("Home » Grants » Kaldvik Lag.", "Grants » Kaldvik Lag", ["Grants"]),
        ("It is led by “Kaldvik Lag” today.", "Kaldvik Lag”", ["Kaldvik Lag"]),
        ("It is led by Norway today.", "Norway", []),
    ],
)
def test_what_the_annotators_know_better_is_taken_off(text: str, marked: str, kept: list[str]) -> None:
    assert joined(text, marked) == kept


# --- whose model ------------------------------------------------------------------------------------------------------


def test_a_users_model_finds_partners_by_its_label_map(model: Path) -> None:
    without = partners(read(ner="none"))
    assert "Zelta Kamols" not in without
    found = read(ner=str(model), ner_labels={"institution": "ORG"})
    assert {"Kaldvik Husflidslag", "Zelta Kamols"} <= partners(found)
    evidence = next(p.evidence[0] for pr in found.projects for p in pr.partners if p.name == "Zelta Kamols")
    assert found.text[evidence.start : evidence.end] == evidence.quote == "Zelta Kamols"
    assert evidence.rule.endswith("(ner.model)")


def test_labels_that_nothing_is_said_of_are_left_out(model: Path) -> None:
    assert partners(read(ner=str(model))) == partners(read(ner="none"))


@pytest.mark.parametrize(
    ("language", "text", "name", "label"),
    [
        ("lv", "Projektu īstenojam kopā ar Stiftelsen Fjordsong no Bergenas.", "Stiftelsen Fjordsong", "ORG"),
        ("lv", "Projekta vadītāja Ilze Kalniņa stāsta par paveikto Kuldīgā.", "Ilze Kalniņa", "PER"),
        ("cs", "Projekt vede starostka Jana Nováková z Trutnova.", "Trutnova", "LOC"),
        (
            "de",
            "Partner sind die Volkshochschule Altenrode und Stiftelsen Fjordsong.",
            "Volkshochschule Altenrode",
            "ORG",
        ),
    ],
)
def test_our_models_read_what_no_rule_knows(language: str, text: str, name: str, label: str) -> None:
    doc = annotate(text, language)
    found = OwnModels().mark(doc, [(0, len(doc))], language)
    assert (name, label) in {(doc[m.start : m.end].text, m.label) for m in found}


@pytest.mark.parametrize("language", ["lv", "cs", "de", "mt", None])
def test_our_models_never_mark_beyond_what_they_are_given(language: str | None) -> None:
    doc = annotate(TEXT, "lv")
    parts = [(0, 3), (10, 25)]
    for m in OwnModels().mark(doc, parts, language):
        assert any(a <= m.start < m.end <= b for a, b in parts)
    assert OwnModels().mark(doc, [], language) == []


def test_the_same_article_gives_the_same_names_whatever_came_before() -> None:
    extractor = Extractor()
    first = extractor.extract(Article(uri="a.txt", content=TEXT)).model_dump_json()
    extractor.extract(Article(uri="b.txt", content=TEXT.replace("Kaldvik", "Oslo kommune og Kaldvik")))
    assert extractor.extract(Article(uri="a.txt", content=TEXT)).model_dump_json() == first


def test_a_wrong_model_or_label_is_told() -> None:
    with pytest.raises(KnowledgeError, match="no spaCy model") as error:
        recogniser("no/such/model")
    assert error.value.code == "E-NER-001"
    assert recogniser("none") is None


def test_a_label_that_is_none_of_ours_is_told(model: Path) -> None:
    with pytest.raises(KnowledgeError, match="BODY is none of LOC, ORG, PER") as error:
        recogniser(str(model), {"institution": "BODY"})
    assert error.value.code == "E-NER-002"


def test_the_command_line_chooses_the_model(model: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    run = CliRunner().invoke
    ours = run(app, ["extract", str(source), "-q", "--ner", str(model), "--ner-label", "institution=ORG"])
    names = {p["name"] for project in json.loads(ours.stdout)["projects"] for p in project["partners"]}
    assert "Zelta Kamols" in names
    wrong = run(app, ["extract", str(source), "--ner-label", "institution"])
    assert wrong.exit_code == 2
    assert "THEIRS=OURS" in wrong.output
