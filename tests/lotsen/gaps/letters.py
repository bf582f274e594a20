"""What the pages of an act send: the letter as it was written, and the preview that was looked at."""

import re
from html import unescape


def fields_of(text: str) -> dict[str, object]:
    """The hidden fields of the preview, as its button sends them."""
    form = text[text.index("Vorschau: noch ist nichts verschickt") :]
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag, re.S)
        if name and name[1] not in ("csrf_token", "recipients"):
            found[name[1]] = unescape(value[1]) if value else ""
    found["recipients"] = re.findall(r'name="recipients" value="([^"]*)"', form)
    return found


def letter_from(page: str, **changed: object) -> dict[str, object]:
    """The first form as somebody sends it who changes nothing but this."""
    title = re.search(r'name="title"[^>]*value="([^"]*)"', page)
    body = re.search(r'<textarea[^>]*name="text"[^>]*>\s*(.*?)</textarea>', page, re.S)
    due = re.search(r'name="due_on"[^>]*value="([^"]*)"', page)
    key = re.search(r'name="key"[^>]*value="([^"]*)"', page)
    assert title
    assert body
    assert due
    assert key
    start = {
        "title": unescape(title[1]),
        "text": unescape(body[1]),
        "due_on": due[1],
        "key": key[1],
        "press": "preview",
    }
    return {**start, **changed}
