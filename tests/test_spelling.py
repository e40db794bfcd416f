"""Texts without diacritics are read as the same language."""

from __future__ import annotations

import pytest

from pipeline.extract import Extractor
from pipeline.knowledge.language import knowledge
from pipeline.knowledge.packs import load_pack
from pipeline.knowledge.places import look_up
from pipeline.knowledge.spelling import spelling, unmarked, variety
from pipeline.records import Article

LATVIAN = (
    "Projekta nosaukums: “Upju stāsti”. Projektu no 2021. gada 1. septembra līdz 2023. gada 31. augustam īsteno Jēkabpils "
    "novada pašvaldība sadarbībā ar partneriem Šauļu muzeju (Lietuva) un Čehijas pilsētu Pardubici. Projekta kopējās "
    "izmaksas ir 12 tūkst. eiro. Projektu līdzfinansē Eiropas Savienības programma “Erasmus+”."
)
GERMAN = (
    "Die Förderung des Projekts „Müll vermeiden“ läuft vom 1. März 2021 bis 28. Februar 2023. Fördergeber ist das Programm "
    "Erasmus+. Über den Beginn freuen sich die Städte Köln und Österreichs Hauptstadt. Für die Schüler gibt es für zwei Jahre "
    "Zuschüsse von 45.000 Euro, natürlich auch für die Fahrten nach Dänemark. Später können größere Gruppen mitfahren. Die "
    "Übergabe der Geräte übernimmt die Schülervertretung, die Eltern müssen nichts dazuzahlen."
)


def facts(text: str) -> dict[str, object]:
    record = Extractor().extract(Article(uri="x.txt", content=text))
    assert len(record.projects) == 1
    project = record.projects[0]
    return {
        "language": record.language.code,
        "countries": sorted(c.code for c in project.countries),
        "start": project.start and project.start.value,
        "end": project.end and project.end.value,
        "programmes": sorted(p.id for p in project.programmes),
        "amounts": sorted(a.value for a in project.amounts),
        "partners": len(project.partners),
        "name": project.name,
    }


@pytest.mark.parametrize("text", [LATVIAN, GERMAN], ids=["lv", "de"])
def test_a_text_without_diacritics_gives_the_same_facts(text: str) -> None:
    want = facts(text)
    respell = spelling(f"{want['language']}-x-plain")
    assert respell
    assert respell(text) != text
    want["name"] = respell(str(want["name"]))
    assert facts(respell(text)) == want


def test_variety_needs_more_than_a_short_line() -> None:
    assert variety("Projekta kopsavilkums", "lv") == "lv"
    assert variety(LATVIAN, "lv") == "lv"
    assert variety(unmarked(LATVIAN), "lv") == "lv-x-plain"
    assert variety("The town runs a project with its partners. " * 20, "en") == "en"
    assert variety("Text in a language without a pack " * 20, "xx") == "xx"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Łódź", "Lodz"),
        ("Đurđevac", "Durdevac"),
        ("Ærø", "Aero"),
        ("œuvre", "oeuvre"),
        ("Ķekava", "Kekava"),
        ("Ω", "Ω"),
        ("й", "и"),
    ],
)
def test_unmarked(text: str, bare: str) -> None:
    assert unmarked(text) == bare


def test_transliteration_is_the_packs() -> None:
    assert load_pack("de").transliteration
    respell = spelling("de-x-plain")
    assert respell
    assert respell("Größe Übung") == "Groesse Uebung"


def test_towns_are_known_without_their_diacritics() -> None:
    assert {p.name for p in look_up("Jekabpils", knowledge("en"))} == {"Jēkabpils"}
    assert {p.name for p in look_up("Pardubicich", knowledge("cs-x-plain"))} == {"Pardubice"}
