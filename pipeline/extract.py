"""From one article to one record: the stages in order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from spacy.tokens import Doc

from pipeline.annotate import Steps, first_step, memory_zone, pipeline_for, run, second_step
from pipeline.annotate.places import mark_openers
from pipeline.assemble import Story, assemble
from pipeline.clean import clean
from pipeline.detect import Detected, detect
from pipeline.doc.mentions import show
from pipeline.doc.tokens import text_of, words_of
from pipeline.knowledge.language import knowledge
from pipeline.knowledge.packs import languages
from pipeline.knowledge.spelling import base, variety
from pipeline.ner.combine import join_names
from pipeline.ner.need import sentences_in_need
from pipeline.ner.recognise import mark_names, recogniser
from pipeline.records import Article, Date, Language, Record, Source, Warning_, record_id
from pipeline.skim import skim
from pipeline.triage import Relevance, triage, without_subject
from pipeline.validate import check


class Extractor:
    """Reads articles into records. Knowledge is loaded when first needed and kept; one extractor a process is enough.

    ``ner`` chooses what recognises names that the rules don't know: ``auto`` (our own models), ``none``, or the folder or
    package of a spaCy model, whose labels ``ner_labels`` maps onto ours (``{"institution": "ORG"}``). Raises KnowledgeError
    where there is no such model.
    """

    def __init__(
        self, *, contacts: bool = False, ner: str = "auto", ner_labels: Mapping[str, str] | None = None
    ) -> None:
        self.contacts = contacts
        self.names = recogniser(ner, ner_labels)

    def extract(self, article: Article) -> Record:
        """The record of one article; the same article always gives the same record."""
        return self.explain(article)[0]

    def memory_zone(self) -> AbstractContextManager[None]:
        """A with block for some hundred articles, after which what they left in memory is freed."""
        return memory_zone()

    def explain(self, article: Article) -> tuple[Record, Relevance]:
        """The record, and why the article counts as being about a project or not."""
        cleaned = clean(article)
        detected = detect(cleaned.text, cleaned.language_hint)
        code = detected.code if detected.code != "und" else None
        packed = code in languages()
        if code:
            code = variety(cleaned.text, code)
        dated = _from_container(cleaned.published_hint or article.published)
        skimmed = None if self.contacts else skim(cleaned.text, code, detected)
        if skimmed:
            relevance, story = without_subject(), Story(published=skimmed.published or dated)
        else:
            relevance, story = self._read(cleaned.text, code, detected, dated)
        warnings = [Warning_(code=c, message=m) for c, m in article.notes]
        if not packed:
            what = (
                "no language could be told"
                if detected.code == "und"
                else f"there is no language pack for {detected.code!r}"
            )
            warnings.append(
                Warning_(
                    code="W-LANG-001", message=f"Read by the language-neutral rules only: {what}.", path="language"
                )
            )
        record = Record(
            id=record_id(article),
            source=Source(
                uri=article.uri,
                item=article.item,
                url=article.url,
                media_type=article.media_type,
                sha256=article.sha256,
            ),
            language=Language(code=detected.code, confidence=detected.confidence),
            title=article.title or cleaned.title,
            published=story.published,
            about_project=relevance.about,
            relevance=relevance.score,
            projects=story.projects,
            events=story.events,
            contacts=story.contacts,
            warnings=warnings,
            text=cleaned.text,
        )
        return record.model_copy(update={"warnings": [*warnings, *check(record)]}), relevance

    def _read(self, text: str, code: str | None, detected: Detected, dated: Date | None) -> tuple[Relevance, Story]:
        """What an article tells, read in full where it is about a project."""
        packed = detected.code in languages()
        doc = _marked(text, code, detected, first_step(code))
        relevance = triage(doc, neutral=not packed)
        if relevance.about or self.contacts:
            doc = run(doc, second_step(code))
        else:
            mark_openers(doc, knowledge(code))
        if self.names and relevance.about and packed:
            mark_names(doc, sentences_in_need(doc), code, self.names)
            join_names(doc, knowledge(code))
        return relevance, assemble(doc, knowledge(code), relevance.about, contacts=self.contacts, dated=dated)


def annotate(text: str, code: str | None) -> Doc:
    """The annotated document; paragraphs in another language with a pack are read with that pack."""
    return show(run(_marked(text, code, detect(text), first_step(code)), second_step(code)))


def _marked(text: str, code: str | None, detected: Detected, steps: Steps) -> Doc:
    doc = pipeline_for(code).make_doc(text)
    if code:
        doc.user_data["granthound.segments"] = _segments(doc, code, detected)
    return run(doc, steps)


def _segments(doc: Doc, code: str, detected: Detected) -> list[tuple[int, int, str]]:
    """Token ranges with their language, line by line, neighbours of one language joined."""
    packs, own = languages(), base(code)
    others = {number: other for number, other in detected.others if other in packs and other != own}
    if not others:
        return [(0, len(doc), code)] if len(doc) else []
    segments: list[tuple[int, int, str]] = []
    lines, words = text_of(doc).split("\n"), words_of(doc)
    start = number = 0
    for i in range(len(doc) + 1):
        if i < len(doc) and words[i] != "\n":
            continue
        end = min(i + 1, len(doc))
        if end > start:
            language = variety(lines[number], others[number]) if number in others else code
            number += 1
            if segments and segments[-1][2] == language:
                segments[-1] = (segments[-1][0], end, language)
            else:
                segments.append((start, end, language))
        start = end
    return segments


def _from_container(value: str | None) -> Date | None:
    """A date that a page's metadata or an archive's field gave: it has no place in the text."""
    if not value or len(value) < 10 or value[4] != "-":
        return None
    return Date(value=value[:10], precision="day", inferred=False, evidence=[])
