"""A stand-in for the extractor, so that the shell can be tested without it."""

from __future__ import annotations

from pipeline.errors import InputError
from pipeline.records import Article, Evidence, Language, Project, Record, Source, Warning_, record_id


class FakeExtractor:
    """One project where the text says "project"; fails where it says so."""

    def __init__(self, *, contacts: bool = False) -> None:
        self.contacts = contacts

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
