"""Marked text is read exactly, and the text that the models learn from is sound."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.ner.marked import LABELS, agreement, parse, read

FOLDER = Path(__file__).parents[1] / "models" / "training"
FILES = sorted(FOLDER.glob("*.txt"))


def test_marks_give_the_text_and_the_places_of_the_names() -> None:
    article = parse('[ORG Cēsu dome] īsteno "[TITLE Zaļā [LOC Cēsis]]".', "x")
    assert article.text == 'Cēsu dome īsteno "Zaļā Cēsis".'
    assert [(article.text[a:b], label) for a, b, label in article.names] == [
        ("Cēsu dome", "ORG"), ("Zaļā Cēsis", "TITLE"), ("Cēsis", "LOC"),
    ]  # fmt: skip
    assert [n[2] for n in article.outermost()] == ["ORG", "TITLE"]


@pytest.mark.parametrize(
    "wrong",
    ["[ORG Cēsu dome", "Cēsu dome]", "[BODY Cēsu dome]", "[ORG Cēsu [LOC x]]", "[ORG  dome]", "[ORG dome ]", "[1] x"],
)
def test_a_wrong_mark_is_told_with_its_article(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"^lv-1: "):
        parse(wrong, "lv-1")


@given(
    st.lists(
        st.tuples(
            st.text("ab ,.„”\n", max_size=8), st.text("AB", min_size=1, max_size=5), st.sampled_from(sorted(LABELS))
        )
    )
)
def test_every_mark_is_found_again(parts: list[tuple[str, str, str]]) -> None:
    article = parse("".join(f"{plain}[{label} {name}]" for plain, name, label in parts))
    assert article.text == "".join(plain + name for plain, name, _ in parts)
    assert [(article.text[a:b], label) for a, b, label in article.names] == [(name, label) for _, name, label in parts]


def test_agreement_is_f1_over_shared_articles() -> None:
    first = [parse("[PER Anna] un [LOC Rīga]", "a"), parse("[PER Jānis]", "b")]
    second = [parse("[PER Anna] un [ORG Rīga]", "a")]
    assert agreement(first, second) == 0.5
    assert agreement(first, second, "PER") == 1.0
    with pytest.raises(ValueError, match="texts differ"):
        agreement(first, [parse("[PER Anna] un Rīga.", "a")])


def test_there_is_text_of_every_language_with_a_pack() -> None:
    packs = {p.stem for p in (FOLDER.parent / "languages").glob("*.yaml")}
    assert {p.name.split(".")[0] for p in FILES} == packs
    for code in packs:
        sizes = {part: len(list(read(FOLDER / f"{code}.{part}.txt"))) for part in ("train", "dev", "test")}
        least = 150 if code in ("lv", "cs") else 40
        assert sum(sizes.values()) >= least, (code, sizes)
        assert sizes["test"] >= least // 3, (code, sizes)


def test_no_article_and_no_title_stands_in_two_parts() -> None:
    ids = Counter(a.id for f in FILES for a in read(f))
    assert [i for i, n in ids.items() if n > 1] == []
    for code in {f.name.split(".")[0] for f in FILES}:
        titles = {
            part: {
                a.text[s:e]
                for a in read(FOLDER / f"{code}.{part}.txt")
                for s, e, label in a.names
                if label == "TITLE" and e - s > 12
            }
            for part in ("train", "test")
        }
        assert titles["train"] & titles["test"] == set(), code
