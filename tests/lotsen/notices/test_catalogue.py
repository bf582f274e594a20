"""Every kind of mail in every language it can be sent in: subject, both parts, reason, link, nothing left open."""

import ast
import re
from html.parser import HTMLParser
from itertools import product as product_of

import pytest
from babel.messages.extract import extract_from_file
from flask import Flask
from jinja2 import StrictUndefined

from lotsen.extensions import db
from lotsen.notices import frame
from lotsen.notices.catalogue import KINDS, Pace, Reader
from lotsen.notices.samples import SAMPLES, preview, ways
from tests import factories
from tests.house.sources import ROOT, product, tree
from tests.house.test_reader_languages import catalogue, texts_of
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages

TEMPLATES = ROOT / "templates/notices"
#: Functions that hand a kind on to ``notices.write``.
WRITERS = re.compile(r"(^|[._])(write|tell|tell_[a-z_]+|note_at_once|mail_about)$")
LEFT_OPEN = re.compile(r"\{\{|\}\}|\{%|%\(|\bNone\b|\bUndefined\b|<flask|lazy")
#: Kinds that tell something and lead nowhere: what is to be done is said, or nothing is.
WITHOUT_LINK = {
    "invitation_known", "erstgespraech_invitation", "released", "rejected", "goodbye", "expired", "withdrawn",
    "gathered", "tandem_started", "meeting_fixed", "meeting_called_off", "tandem_ended", "deputy_of_tandem",
}  # fmt: skip


class Checked(HTMLParser):
    """An HTML part: what it holds, and whether its elements close."""

    VOID = ("meta", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the newest one; another one is a fault."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember what is read."""
        if self.open and self.open[-1] not in ("style", "title"):
            self.words.append(data)

    def links(self) -> list[str]:
        """Where it leads."""
        return [str(attributes["href"]) for tag, attributes in self.seen if tag == "a"]


@pytest.fixture(autouse=True)
def _strict(app: Flask) -> None:
    """A value that a text wants and nobody gives is an error."""
    app.jinja_env.undefined = StrictUndefined


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_mail_is_whole_in_every_language(app: Flask, kind: str) -> None:
    """And in every way that its text can go."""
    for language, way in product_of(KINDS[kind].languages, range(ways(kind))):
        with app.test_request_context():  # a preview is a page
            _is_whole(preview(kind, language, way), kind, language, way)


def _is_whole(mail: frame.Letter, kind: str, language: str, way: int) -> None:
    """As it would be read: a short subject, text and HTML with the same words, why, and the way to fewer."""
    assert 5 < len(mail.title) <= 90
    assert "\n" not in mail.title
    html = Checked(mail.html)
    assert html.open == []
    for part in (mail.title, mail.text, mail.html):
        assert not LEFT_OPEN.search(part), part
    words, foot = mail.text.split(f"\n{frame.SIGNATURE}\n")
    assert len(words.split()) > 12
    assert len(foot.strip().splitlines()) == 4, "why, who, what can be set, and where"
    assert foot.split()[-1] in html.links()
    assert bool(mail.unsubscribe) == KINDS[kind].may_be_fewer
    leads_nowhere = kind in WITHOUT_LINK or SAMPLES[kind][way].get("url", "link") is None
    assert ("http://127.0.0.1:8000/seiten/impressum" in words) is not leads_nowhere
    _same_words(mail, html)
    _accessible(html, language)


def _same_words(mail: frame.Letter, html: Checked) -> None:
    """What the text says, the HTML says; an address may stand behind a button."""
    said = " ".join(" ".join(html.words).split())
    for line in mail.text.splitlines():
        plain = " ".join(line.removeprefix(frame.HEADING).split())
        if plain and not plain.startswith("http") and line != frame.SIGNATURE:
            assert plain.rstrip(":") in said or re.sub(r"https?://\S+", "", plain).strip() in said, plain
    for url in re.findall(r"https?://\S+[^\s.]", mail.text):
        assert url in html.links()


def _accessible(html: Checked, language: str) -> None:
    """Language and direction are named, every link says where it leads, and nothing is fetched."""
    tags = {tag for tag, _ in html.seen}
    root = next(attributes for tag, attributes in html.seen if tag == "html")
    assert (root["lang"], root["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert not tags & {"img", "script", "link", "iframe", "object", "svg", "font", "form", "base", "video", "audio"}
    names = {name for _, attributes in html.seen for name in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "srcset", "background", "style"}
    assert "title" in tags


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_every_text_is_translated(app: Flask, language: str) -> None:
    """Words, subject, reason and button of each kind that can be sent in a language."""
    missing = {}
    for kind, known in KINDS.items():
        if language in known.languages:
            texts = {*texts_of(TEMPLATES / f"{kind}.txt"), str(known.reason), str(known.action)}
            if lacking := sorted(texts - catalogue(language)):
                missing[kind] = lacking
    of_frame = extract_from_file("python", ROOT / "lotsen/notices/frame.py")
    assert missing | {"frame": sorted({text for _, text, _, _ in of_frame} - catalogue(language))} == {"frame": []}


def test_catalogue_templates_and_samples_are_the_same_kinds() -> None:
    """Both ways: no text without an entry, no entry without a text, and each can be looked at."""
    assert {path.stem for path in TEMPLATES.glob("*.txt")} == set(KINDS) == set(SAMPLES)
    assert all(ways(kind) for kind in KINDS)


def _sent() -> set[str]:
    """Words in the code that are handed to something that writes a mail."""
    found = set()
    for path in product():
        for call in (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and node.args):
            if WRITERS.search(ast.unparse(call.func)):
                words = (node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant))
                found |= {word for word in words if isinstance(word, str) and re.fullmatch(r"[a-z_]{5,40}", word)}
    return found


def _named() -> set[str]:
    """Every word in the code outside the room of mails."""
    words = set()
    for path in product():
        if path.name not in ("catalogue.py", "samples.py"):
            words |= {node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)
                      and isinstance(node.value, str)}  # fmt: skip
    return words


def test_every_kind_that_is_sent_is_in_the_catalogue_and_the_other_way_round() -> None:
    """Nothing is written that nobody can look up, and nothing stands there that is never written."""
    assert len(_sent()) > 20
    assert _sent() - set(KINDS) == set()
    assert set(KINDS) - _named() == set()


def test_a_kind_says_whom_it_reaches_and_why() -> None:
    """Staff read German and English, everybody else all four languages."""
    for kind, known in KINDS.items():
        assert str(known.reason).startswith(("Sie bekommen diese Mail", "Diese Nachricht haben Sie bekommen")), kind
        assert set(known.languages) == ({"de", "en"} if known.reader is Reader.STAFF else {"de", "en", "ar", "uk"})


def test_what_concerns_safety_is_never_held_back() -> None:
    """A link that works for half an hour cannot wait for the morning."""
    at_once = {kind for kind, known in KINDS.items() if known.pace is Pace.AT_ONCE}
    assert at_once >= {"reset", "sign_in_link", "password_changed", "factor_changed", "confirm_sign_up"}
    assert all(known.pace is Pace.AT_ONCE for known in KINDS.values() if known.lasts.total_seconds() < 86400)


def test_a_text_with_a_hole_is_noticed(app: Flask) -> None:
    """The negative control: a value that is missing, a word that was not put in, an element that stays open."""
    assert LEFT_OPEN.search("Guten Tag %(name)s,")
    with pytest.raises(AssertionError):
        Checked("<p><a>x</p></a>")
    letter = frame.make(
        "goodbye", "Titel", "Guten Tag,\n\nhttps://a.example/<b>", language="ar", fewer="https://f.example"
    )
    assert "&lt;b&gt;" in letter.html
    assert 'dir="rtl"' in letter.html


def test_a_region_admin_reads_every_mail_before_anybody_gets_it(app: Flask, pages: Pages, here: str) -> None:
    """All kinds in a list, each on a page; unknown ones, languages and ways are missing pages."""
    admin = factories.account("region_admin")
    db.session.commit()
    desk = sign_in(pages, admin)
    listed = desk.get("/nachrichten/vorlagen").text
    for kind, known in KINDS.items():
        assert f"/nachrichten/vorlagen/{kind}/{known.languages[-1]}/0" in listed
    shown = desk.get("/nachrichten/vorlagen/asked/ar/0").text
    assert 'lang="ar" dir="rtl"' in shown
    for kind in ("gathered", "overview", "still_interested"):
        desk.get(f"/nachrichten/vorlagen/{kind}/de/0")
    for wrong in ("unheard_of/de/0", "asked/fr/0", "asked/de/9", "overview/ar/0"):
        desk.get(f"/nachrichten/vorlagen/{wrong}", status=404)


def test_nobody_else_opens_the_page_of_mails(app: Flask, pages: Pages, here: str) -> None:
    """The negative control: a case manager stays outside."""
    account = factories.account("case_manager")
    db.session.commit()
    sign_in(pages, account).get("/nachrichten/vorlagen", status=403)
