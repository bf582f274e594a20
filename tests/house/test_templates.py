"""Pages come from one frame, carry nothing inline, say days in one way, and every mail has a text."""

import ast
import re

import pytest
from flask import Flask

from tests.house.sources import name_of, product, templates, tree

FORBIDDEN = {
    "unescaped": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\("),
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.I),
    "foreign address": re.compile(r"(?:src|action)\s*=\s*[\"'](?:https?:)?//", re.I),
    "script without nonce": re.compile(r"<script\b(?![^>]*nonce)", re.I),
}
#: A mail has no style sheet and no policy of a page; what its frame holds is read in tests/lotsen/notices.
MAIL_FRAMES = {"notices/frame.html": ["inline style"]}
OWN_DATES = re.compile(r"\bformat_(?:date|datetime|time)\b|\b(?:date|datetime|time)format\b")
PAGES = {name: text for name, text in templates().items() if name.endswith(".html")}


def faults(text: str) -> list[str]:
    """What a template must not contain."""
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("name", PAGES)
def test_a_template_carries_nothing_inline_and_unescapes_nothing(name: str) -> None:
    """The content security policy would refuse it anyway."""
    assert faults(PAGES[name]) == MAIL_FRAMES.get(name, [])


@pytest.mark.parametrize(
    "text",
    [
        "{{ name|safe }}", '<p style="color:red">', "<script>1</script>", '<b onclick="x()">',
        '<img src="https://elsewhere.example/x.png">', '<script src="/x.js"></script>',
    ],
)  # fmt: skip
def test_each_of_them_is_noticed(text: str) -> None:
    """The negative control."""
    assert faults(text)


def test_a_day_is_said_in_one_place() -> None:
    """Pages, mails and rooms take their words for days from ``lotsen/date_words.py``, and no pattern of their own."""
    texts = templates() | {name_of(path): path.read_text(encoding="utf-8") for path in product()}
    assert [name for name, text in texts.items() if OWN_DATES.search(text)] == ["lotsen/date_words.py"]


def _is_page(text: str) -> bool:
    return "<h1" in text or re.search(r"{%-? block (title|main) ", text) is not None


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if name != "base.html" and _is_page(text)])
def test_a_page_extends_the_frame(name: str) -> None:
    """Directly, or by way of another page; only the frame itself opens <html>."""
    seen, text = set(), PAGES[name]
    while parent := re.search(r"{%-?\s*extends\s+[\"']([^\"']+)", text):
        assert parent[1] not in seen
        seen.add(parent[1])
        text = PAGES[parent[1]]
    assert "base.html" in seen or name.startswith("macros/") or "<html" not in text, name
    assert "base.html" in seen or "{% block" not in PAGES[name]


def test_templates_can_be_read(app: Flask) -> None:
    """Every one of them compiles, with names that exist."""
    for name in templates():
        app.jinja_env.get_template(name)


def _kinds() -> set[str]:
    """Kinds of mail that the product writes: words handed over as the first argument of ``write``."""
    found = set()
    for path in product():
        calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and node.args)
        for call in calls:
            if ast.unparse(call.func) in {"notices.write", "write"}:
                words = (node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant))
                found |= {word for word in words if isinstance(word, str)}
    return found


def test_every_mail_has_its_text() -> None:
    """A kind that is written has templates/notices/<kind>.txt."""
    texts = {name.removeprefix("notices/").removesuffix(".txt") for name in templates() if name.endswith(".txt")}
    assert _kinds()
    assert _kinds() <= texts


def test_every_mail_text_is_written_by_somebody() -> None:
    """No text lies about that nothing sends; a part that others include is named so."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in product())
    texts = "\n".join(text for name, text in templates().items() if name.endswith(".txt"))
    for name in templates():
        if name.endswith(".txt"):
            kind = name.removeprefix("notices/").removesuffix(".txt")
            assert f'"{kind}"' in sources or f"{kind}.txt" in texts, name
