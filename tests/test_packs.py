"""Every example of every language pack and of the catalogue, and that packs are complete."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
import regex

from pipeline.assemble.durations import duration_months
from pipeline.doc.mentions import longest, mention, mentions
from pipeline.extract import annotate
from pipeline.knowledge.coverage import count_pack
from pipeline.knowledge.lexicon import Lexicon
from pipeline.knowledge.packs import Group, languages, load_pack, parse_pack
from pipeline.knowledge.paths import models_dir
from pipeline.knowledge.programmes import catalogue
from pipeline.knowledge.trie import Entry

CODES = languages()


def groups(model: object, path: str = "") -> Iterator[tuple[str, Group]]:
    for name in type(model).model_fields:  # type: ignore[attr-defined]
        value = getattr(model, name)
        if isinstance(value, Group):
            yield f"{path}{name}", value
        elif hasattr(type(value), "model_fields"):
            yield from groups(value, f"{path}{name}.")


GROUPS = [(code, name) for code in CODES for name, _ in groups(load_pack(code))]


@functools.cache
def group_lexicon(code: str, name: str) -> Lexicon:
    pack = load_pack(code)
    lexicon = Lexicon(pack.endings)
    for phrase in dict(groups(pack))[name].phrases:
        lexicon.add(phrase, Entry(name, None, name))
    return lexicon


def marked(example: str) -> tuple[str, list[str]]:
    """The example without its brackets, and what stood in them."""
    return example.replace("[[", "").replace("]]", ""), regex.findall(r"\[\[(.*?)\]\]", example)


@pytest.mark.parametrize(("code", "name"), GROUPS)
def test_the_examples_of_a_group_of_phrases(code: str, name: str) -> None:
    group = dict(groups(load_pack(code)))[name]
    assert not group.phrases or group.examples, "a rule without an example"
    for example in group.examples:
        text, wanted = marked(example)
        doc = annotate(text, None)
        words = [t.text for t in doc]
        found = group_lexicon(code, name).find(words)
        got = [text[m.start_char : m.end_char] for m in longest([mention(doc, f.start, f.end, name) for f in found])]
        assert got == wanted, example


def cases(field: str) -> list[tuple[str, str, object]]:
    out = []
    for code in CODES:
        node: object = load_pack(code)
        for part in field.split("."):
            node = getattr(node, part)
        out += [(code, text, wanted) for text, wanted in node.items()]  # type: ignore[attr-defined]
    return out


CASES = {
    field: cases(field)
    for field in ("dates.examples", "dates.durations", "money.examples", "country_examples", "organisations.examples")
}


def written(code: str, text: str) -> list[str]:
    out = []
    for m in mentions(annotate(text, code), "dates"):
        points = [m.value.start, *([m.value.end] if m.value.end else [])]
        out.append("/".join(p.iso or f"--{p.month or 0:02d}" + (f"-{p.day:02d}" if p.day else "") for p in points))
    return out


@pytest.mark.parametrize(("code", "text", "wanted"), CASES["dates.examples"])
def test_dates(code: str, text: str, wanted: str) -> None:
    assert wanted in written(code, text)


@pytest.mark.parametrize(("code", "text", "wanted"), CASES["dates.durations"])
def test_durations(code: str, text: str, wanted: int) -> None:
    assert wanted in duration_months(annotate(text, code))


@pytest.mark.parametrize(("code", "text", "wanted"), CASES["money.examples"])
def test_money(code: str, text: str, wanted: str) -> None:
    got = [f"{m.value[0]:.2f} {m.value[1]}" for m in mentions(annotate(text, code), "amounts")]
    value, currency = wanted.split()
    assert f"{float(value):.2f} {currency}" in got


@pytest.mark.parametrize(("code", "text", "wanted"), CASES["country_examples"])
def test_countries(code: str, text: str, wanted: str) -> None:
    got = {m.value.code for m in mentions(annotate(text, code), "country")}
    assert got == {c.strip() for c in wanted.split(",") if c.strip()}


@pytest.mark.parametrize(("code", "text", "wanted"), CASES["organisations.examples"])
def test_organisations(code: str, text: str, wanted: str) -> None:
    got = [name for m in mentions(annotate(text, code), "organisations") for name in (m.value.name, *m.value.aliases)]
    assert wanted in got


@pytest.mark.parametrize("code", CODES)
def test_a_pack_is_complete(code: str) -> None:
    pack = parse_pack(models_dir() / "languages" / f"{code}.yaml")
    assert pack.code == code
    assert count_pack(pack).examples >= 80
    used = regex.findall(r"~(\w+)", (models_dir() / "languages" / f"{code}.yaml").read_text(encoding="utf8"))
    assert set(pack.endings) <= set(used), f"endings that no phrase uses: {set(pack.endings) - set(used)}"


@pytest.mark.parametrize("code", CODES)
def test_examples_that_are_counted_are_run(code: str) -> None:
    pack = load_pack(code)
    of_groups = sum(len(group.examples) for _, group in groups(pack))
    of_fields = sum(case[0] == code for rows in CASES.values() for case in rows)
    assert count_pack(pack).examples == of_groups + of_fields


FORMATS = [(e.id, f.pattern, f) for e in catalogue().values() for f in e.references]


@pytest.mark.parametrize(("programme", "pattern", "form"), FORMATS)
def test_reference_formats(programme: str, pattern: str, form: object) -> None:
    for example in form.examples:  # type: ignore[attr-defined]
        assert regex.fullmatch(pattern, example), example
        others = [
            (other, f)
            for other, p, f in FORMATS
            if other != programme and not f.needs_cue and regex.fullmatch(p, example)
        ]
        assert not others, f"{example} is also of {others[0][0]}"
    for example in form.not_examples:  # type: ignore[attr-defined]
        assert not regex.fullmatch(pattern, example), example


def test_catalogue_names_tell_programmes_apart() -> None:
    seen: dict[tuple[str, str], str] = {}
    for entry in catalogue().values():
        for language, names in entry.names.items():
            for name in names:
                other = seen.setdefault((language, name), entry.id)
                assert other == entry.id, f"{name!r} ({language}) names both {other} and {entry.id}"
