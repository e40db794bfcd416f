"""What articles in any language have in common: one page in two languages, home countries, names from elsewhere."""

from __future__ import annotations

import pytest

from pipeline.extract import Extractor
from pipeline.records import Article, Record


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def read(extractor: Extractor, text: str) -> Record:
    return extractor.extract(Article(uri="x.txt", content=text))


TWICE = """\
Maakula vald, 12. märts 2023

Projekti nimi: „Vaiksed rajad“
Juhtpartner: Otepää Vallavalitsus
Partner: Valkas novada pašvaldība (Läti)
Projekti alguskuupäev: 1. märts 2023
Projekti lõppkuupäev: 28. veebruar 2025

Projekti rahastab Eesti-Läti programm. Rajad valmivad kahe aasta jooksul ja neid saavad kasutada kõik elanikud ning \
külalised, kes armastavad vaikust ja metsa, järvi ja soid.

The project "Silent Trails" brings quiet walking routes to both sides of the border. It is carried out by Otepää \
Municipality together with Valka Municipality in Latvia from 1 March 2023 until 28 February 2025, and it is funded by the \
Estonia-Latvia programme of the European Union for everybody who loves silence.
"""


def test_a_page_in_two_languages_tells_of_one_project(extractor: Extractor) -> None:
    record = read(extractor, TWICE)
    assert record.language.code == "et"
    assert len(record.projects) == 1
    project = record.projects[0]
    assert project.name == "Vaiksed rajad"
    assert "Silent Trails" in project.aliases
    assert sorted(p.country or "" for p in project.partners) == ["EE", "LV"]
    titles = [e.quote for e in project.evidence]
    assert titles == ["Vaiksed rajad", "Silent Trails"]


@pytest.mark.parametrize(
    ("address", "country"),
    [("Tel. +43 3152 2511", "AT"), ("office@gemeinde-beispiel.at\nwww.gemeinde-beispiel.at", "AT"), ("", "DE")],
)
def test_the_country_an_article_speaks_from(extractor: Extractor, address: str, country: str) -> None:
    text = (
        "Das Projekt „Dorfgarten“ läuft vom 1. März 2021 bis 28. Februar 2023. Projektträger ist die Gemeinde Beispielbach. "
        "Es wird aus dem Europäischen Sozialfonds gefördert.\n\n" + address
    )
    (project,) = read(extractor, text).projects
    assert [(p.name, p.country) for p in project.partners] == [("Gemeinde Beispielbach", country)]


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (
            "Im Erasmus+-Projekt „Lesen verbindet“ arbeiten wir zusammen mit dem Galway Learning Centre aus Irland, der "
            "Biblioteca Comunale di Imola aus Italien und der Bibliotheek Hasselt aus Belgien.",
            {"Galway Learning Centre": "IE", "Biblioteca Comunale di Imola": "IT", "Bibliotheek Hasselt": "BE"},
        ),
        (
            "Erasmus+ projekti „Lugemine ühendab“ partnerid on Galway Learning Centre Iirimaalt ja Istituto Comprensivo Imola "
            "Itaaliast.",
            {"Galway Learning Centre": "IE", "Istituto Comprensivo Imola": "IT"},
        ),
        (
            "Projet « Lire ensemble » (Erasmus+)\nPartenaires du projet :\n- Galway Learning Centre, Tuam (Irlande)\n"
            "- Istituto Comprensivo Nord, Imola (Italie)\n",
            {"Galway Learning Centre": "IE", "Istituto Comprensivo Nord": "IT"},
        ),
    ],
    ids=["preposition", "case", "town behind the name"],
)
def test_names_with_where_they_come_from(extractor: Extractor, text: str, partners: dict[str, str]) -> None:
    (project,) = read(extractor, text).projects
    assert {p.name: p.country for p in project.partners} == partners


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Levice 12. mája 2022 – Projekt „Tiché chodníky“, ktorý potrvá dva roky, podporil program Erasmus+.",
            "2022-05-12",
        ),
        ("Jaca, 4 de febrero de 2020.- El Ayuntamiento presenta el proyecto «Senderos», de Erasmus+.", "2020-02-04"),
        ("Publicado por Elena el 21/01/2010\n\nEl proyecto «Senderos», de Erasmus+, sigue adelante.", "2010-01-21"),
        ("Uutiset | 2023-06-02 09:14 | Kunta\n\nHanke ”Polut” saa Erasmus+-tukea.", "2023-06-02"),
        ("torstai 23. toukokuuta 2019\n\nHanke ”Polut” saa Erasmus+-tukea.", "2019-05-23"),
        ("Projekt „Chodníky“ (Erasmus+)\nZačiatok projektu:\n01/01/2012", None),
    ],
)
def test_datelines(extractor: Extractor, text: str, day: str | None) -> None:
    published = read(extractor, text).published
    assert (published.value if published else None) == day


def test_starts_and_ends_of_an_interview_need_no_word_for_the_project(extractor: Extractor) -> None:
    text = (
        "– Jak se jmenuje váš projekt?\n– Projekt „Tiché stezky“ platí Erasmus+.\n\n– Odkdy dokdy?\n"
        "– Začali jsme 1. září 2019 a skončíme 31. srpna 2021.\n"
    )
    (project,) = read(extractor, text).projects
    assert project.start is not None
    assert project.end is not None
    assert (project.start.value, project.end.value) == ("2019-09-01", "2021-08-31")


def test_school_years_bound_a_project(extractor: Extractor) -> None:
    text = (
        "Nuestro colegio participa en el proyecto Comenius «Juegos del mundo» durante los cursos 2009/10 y 2010/11, con socios "
        "de tres países."
    )
    (project,) = read(extractor, text).projects
    assert project.start is not None
    assert project.end is not None
    assert (project.start.value, project.end.value) == ("2009", "2011")
    assert project.end.evidence[0].quote == "2010/11"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Projekt s názvom BABKINA IZBA – GRANDMA'S ROOM a platí sa z programu Erasmus+.",
            "BABKINA IZBA – GRANDMA'S ROOM",
        ),
        (
            "Gestern fiel der Startschuss für „Zwei Täler, ein Weg“. Das Projekt fördert das Programm Erasmus+.",
            "Zwei Täler, ein Weg",
        ),
        (
            "Osaleme projektis „Grandma's Garden“ ehk eesti keeli „Vanaema aed“, mida rahastab Erasmus+.",
            "Grandma's Garden",
        ),
    ],
    ids=["capitals end", "told by its start", "in two languages"],
)
def test_titles(extractor: Extractor, text: str, name: str) -> None:
    (project,) = read(extractor, text).projects
    assert name in (project.name, *project.aliases)


def test_a_town_beside_the_date_is_the_events_place(extractor: Extractor) -> None:
    text = (
        "Projekti „Mängud“ (Comenius) kohtumised: Tartu 4.–8. aprill 2011, Viljandi 26.–30. september 2011. Projekti "
        "partnerid on koolid Soomest ja Lätist."
    )
    record = read(extractor, text)
    assert [(e.start.value, e.place and e.place.name) for e in record.events] == [
        ("2011-04-04", "Tartu"),
        ("2011-09-26", "Viljandi"),
    ]


def test_digits_of_other_scripts_are_no_sums(extractor: Extractor) -> None:
    assert read(extractor, "\U000116d0 \u0663 €").about_project is False
