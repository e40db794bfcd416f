"""Language is data: no word and no code of a human language in the code."""

from __future__ import annotations

import ast
from pathlib import Path

import regex

import pipeline
from pipeline.knowledge.packs import languages

SOURCES = sorted(Path(pipeline.__file__).parent.rglob("*.py"))


def strings(tree: ast.AST) -> list[tuple[int, str]]:
    docs = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef) and n.body and isinstance(n.body[0], ast.Expr)
    }
    return [
        (n.lineno, n.value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
    ]


def test_no_letters_beyond_ascii_in_strings() -> None:
    found = []
    for path in SOURCES:
        for line, text in strings(ast.parse(path.read_text(encoding="utf8"))):
            letters = regex.findall(r"[[\p{Latin}\p{Greek}\p{Cyrillic}]--[\x00-\x7fºª]]", text, regex.V1)
            if letters:
                found.append(f"{path.name}:{line}: {text!r}")
    assert not found, found


def test_no_branch_on_a_language_code() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Compare | ast.Match):
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and part.value in languages():
                        found.append(f"{path.name}:{part.lineno}: {part.value!r}")
    assert not found, found
