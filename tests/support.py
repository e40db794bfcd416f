"""Stand-ins for the extractor and samples for them, so that the shell and the check can be tested without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.records import Article, Country, Evidence, Language, Partner, Project, Record, Source, Warning_, record_id


class FakeExtractor:
    """One project where the text says "project"; fails where it says so."""

    def __init__(self, *, contacts: bool = False, ner: str = "auto", ner_labels: dict[str, str] | None = None) -> None:
        self.contacts = contacts
        self.ner, self.ner_labels = ner, ner_labels

    def extract(self, article: Article) -> Record:
        text = article.content
        if "boom" in text:
            raise RuntimeError("boom")
        if "refuse" in text:
            raise InputError("not an article", code="E-READ-099")
        at = text.find("project")
        evidence = [Evidence(start=at, end=at + 7, quote="project")] if at >= 0 else []
        return Record(
            id=record_id(article),
            source=Source(
                uri=article.uri,
                item=article.item,
                url=article.url,
                media_type=article.media_type,
                sha256=article.sha256,
            ),
            language=Language(code="en" if text.isascii() else "lv", confidence=1.0),
            title=article.title,
            about_project=at >= 0,
            relevance=1.0 if at >= 0 else 0.0,
            projects=[Project(name="project", evidence=evidence, confidence=0.5)] if at >= 0 else [],
            warnings=[Warning_(code=code, message=message) for code, message in article.notes],
            text=text,
        )


class FactsExtractor:
    """Reads the facts off an article that is written as ``name of the project; partners; countries``;
    without a name there is no project. ``instead`` replaces the text of an article, an exception is raised.
    """

    def __init__(self, **instead: str | Exception) -> None:
        self.instead = instead

    def extract(self, article: Article) -> Record:
        text = self.instead.get(Path(article.uri).stem.replace("-", "_"), article.content)
        if isinstance(text, Exception):
            raise text
        name, partners, countries = (part.strip() for part in text.split(";"))

        def evidence(quote: str) -> list[Evidence]:
            start = text.index(quote)
            return [Evidence(start=start, end=start + len(quote), quote=quote, rule="fake/rule")]

        return Record(
            id=article.uri,
            source=Source(uri=article.uri, media_type=article.media_type, sha256=article.sha256),
            language=Language(code=article.uri.split("/")[0], confidence=1),
            about_project=bool(name),
            relevance=1 if name else 0,
            projects=[
                Project(
                    name=name,
                    partners=[
                        Partner(name=p, evidence=evidence(p), confidence=1) for p in partners.split(", ") if partners
                    ],
                    countries=[Country(code=c) for c in countries.split(", ") if countries],
                    confidence=1,
                )
            ]
            if name
            else [],
            text=text,
        )


def write_sample(root: Path, key: str, text: str) -> None:
    """A sample for FactsExtractor: its facts are those that the text states. ``key`` is ``lv/lv-a``."""
    name, partners, countries = (part.strip() for part in text.split(";"))
    project = {
        "names": [name],
        "references": [],
        "programmes": [],
        "partners": [{"names": [p], "country": None, "role": None} for p in partners.split(", ")],
        "countries": countries.split(", "),
        "start": None,
        "end": None,
        "amounts": [],
    }
    gold: dict[str, Any] = {
        "language": key.split("/")[0],
        "about_project": bool(name),
        "published": None,
        "projects": [project] if name else [],
        "events": [],
    }
    path = root / f"{key}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf8")
    path.with_suffix(".txt").write_text(text, encoding="utf8")
