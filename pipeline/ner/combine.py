"""Rules and names together: bodies that the rules missed or cut short join the group ``organisations``.

Rules win where they are exact: a name that a rule has read stays, unless the model's name covers all of it and more. What the
annotators know better is taken off a model's name first: a country behind it, half a pair of quotation marks, a second body
behind an "and".
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.doc.organisations import OrgValue
from pipeline.knowledge.language import LanguageKnowledge

EDGES = frozenset(" ,;:.–-—•*·|/»›>\n\t")
#: Marks that part the links of a path or a menu: no name goes across one.
BREAKS = frozenset("|»›>•\n\t")
OPENING = frozenset('„“«»"(')
CLOSING = frozenset('“”"»)«')
PAIRED = OPENING | CLOSING


def join_names(doc: Doc, language: LanguageKnowledge) -> None:
    """Takes the bodies of the group ``names`` over into ``organisations``."""
    kept = list(mentions(doc, "organisations"))
    for named in mentions(doc, "names"):
        if named.label != "ORG":
            continue
        body = _trimmed(doc, named, kept, language)
        if body is None:
            continue
        over = [m for m in kept if m.start < body.end and body.start < m.end]
        if not over:
            kept.append(_organisation(doc, body, None))
        elif (
            len(over) == 1 and body.start <= over[0].start and over[0].end <= body.end and _size(body) > _size(over[0])
        ):
            kept.remove(over[0])
            kept.append(_organisation(doc, body, over[0]))
    store(doc, "organisations", sorted(kept, key=lambda m: m.start))


def _trimmed(doc: Doc, body: Mention, known: list[Mention], language: LanguageKnowledge) -> Mention | None:
    start, end = body.start, body.end
    labels = {m.start for m in mentions(doc, "label")}
    for i in range(start, end):
        second = (
            i - start >= 2  # "Basic and Nursery School" is one
            and doc[i].text.casefold() in language.conjunctions
            and any(i < m.start <= i + 2 for m in known)
        )
        if i > start and (second or i in labels or doc[i].text in BREAKS):
            end = i
            break
    countries = [m for m in mentions(doc, "country") if start <= m.start and m.end <= end]
    while start < end:
        before = (start, end)
        while start < end and doc[start].text in EDGES:
            start += 1
        while start < end and doc[end - 1].text in EDGES:
            end -= 1
        for m in countries:
            if m.end == end and not m.value.adjective:
                end = m.start
        start, end = _balanced(doc, start, end)
        if (start, end) == before:
            break
    if start >= end or not any(t.text[0].isupper() for t in doc[start:end]):
        return None
    plain = {
        i
        for group in ("head", "places", "country", "month")
        for m in mentions(doc, group)
        for i in range(m.start, m.end)
    }
    if all(i in plain or not doc[i].is_alpha for i in range(start, end)):
        return None  # a kind of body or a town, and nothing that names it
    return mention(doc, start, end, body.label, None, body.rule)


def _balanced(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Without a quotation mark or bracket whose partner stands outside the name."""
    texts = [t.text for t in doc[start:end]]
    marks = [t for t in texts if t in PAIRED]
    if len(marks) % 2 == 0:
        return start, end
    if texts[-1] in CLOSING:
        return start, end - 1
    if texts[0] in OPENING:
        return start + 1, end
    inner = next(i for i, t in enumerate(texts) if t in PAIRED)
    return start, start + inner


def _size(m: Mention) -> int:
    return m.end - m.start


def _organisation(doc: Doc, body: Mention, cut: Mention | None) -> Mention:
    """The name as it stands; of a name that a rule cut short, the rule's form with the words that it left out."""
    surface = doc[body.start : body.end].text
    value = OrgValue(surface, [])
    if cut is not None:
        read: OrgValue = cut.value
        name = f"{doc[body.start : cut.start].text_with_ws}{read.name}"
        gap = doc[cut.end - 1].whitespace_
        name = f"{name}{gap}{doc[cut.end : body.end].text}" if cut.end < body.end else name
        value = replace(read, name=name, aliases=[surface, *read.aliases])
    return Mention(body.start, body.end, body.start_char, body.end_char, "organisation", value, body.rule)
