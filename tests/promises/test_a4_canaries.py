"""A4: every text of another region is a canary, and none sings in any page, export or picture of any role."""

import io
import re
import zipfile
from html import unescape

import pytest

from tests.promises.conftest import Sown
from tests.promises.test_a3_foreign_keys import without_scope
from tests.promises.visits import VISITORS, Visitor, address, rules

LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
CANARY = re.compile(rb"Qz[0-9a-f]{8}x")
MOST_PAGES = 240


def words_of(body: bytes) -> set[str]:
    """Canaries in an answer; workbooks are unpacked first."""
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(archive.read(name) for name in archive.namelist())
    return {found.decode() for found in CANARY.findall(body)}


def crawl(sown: Sown, role: str, *, most: int = MOST_PAGES) -> tuple[int, dict[str, set[str]]]:
    """Open all that the router knows and all that pages lead to; what was heard where."""
    visitor, heard = Visitor(sown.app, sown.here, role), {}
    waiting = [address(sown.app, rule, sown.here) for rule in rules(sown.app) if "GET" in (rule.methods or ())]
    waiting += [address(sown.app, rule, sown.there) for rule in rules(sown.app) if "GET" in (rule.methods or ())]
    seen = set(waiting)
    for url in waiting:  # grows while it is walked through
        answer = visitor.open("GET", url)
        assert answer.status_code < 500, url
        heard[url] = words_of(answer.data)
        if answer.mimetype == "text/html":
            for link in map(unescape, LINK.findall(answer.get_data(as_text=True))):
                if link not in seen and len(seen) < most and not link.startswith("/static"):
                    seen.add(link)
                    waiting.append(link)
    return len(waiting), heard


@pytest.mark.parametrize("role", VISITORS)
def test_nothing_of_another_region_is_ever_said(sown: Sown, role: str) -> None:
    """Names, contacts, notes, numbers: no byte of them in any answer."""
    count, heard = crawl(sown, role)
    foreign = {url: {sown.planted[word] for word in words} for url, words in heard.items() if words}
    assert foreign == {}
    assert count > 100


def test_without_the_scope_canaries_sing(sown: Sown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same walk with the filter off hears many of them."""
    without_scope(monkeypatch)
    _, heard = crawl(sown, "coordinator", most=0)
    assert len({sown.planted[word] for words in heard.values() for word in words}) >= 5
