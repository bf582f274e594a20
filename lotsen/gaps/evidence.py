"""On what a gap rests: which requests, which ties, which people, as far as a role may read them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

import network
from lotsen import date_words
from lotsen.access import may
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.ties import directory, snapshot
from lotsen.ties.asked import PART
from lotsen.ties.forms import KIND_LABELS

SHOWN: Final = 12


@dataclass(frozen=True)
class Proof:
    """One thing that speaks for the gap: what, where to look, and a quiet second line."""

    text: str
    url: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """What speaks for a gap: the first few, how many more there are, and how wide the rule looked."""

    proofs: list[Proof]
    more_count: int
    looked_at: str


#: Rules whose evidence is requests; that of all others is people, organisations and ties.
ASKS: Final = frozenset(
    {"L1_unversorgt", "L2_duenn", "L3_frauen", "L6_ueberlast_fm", "L11_wartezeit", "L12_gemeinde_ohne_anker"}
)


def _parts(finding: network.Finding) -> tuple[list[str], list[str], list[str]]:
    """The evidence as requests, ties and actors. That one person carries most rests on her, not on requests."""
    ties = [key for key in finding.evidence if ">" in key]
    others = [key for key in finding.evidence if ">" not in key]
    if finding.code in ASKS and "share" not in finding.facts:
        return others, ties, []
    return [], ties, others


def of(finding: network.Finding, role: str) -> Evidence:
    """The evidence of a gap in words. Requests have numbers only for those who work with them."""
    requests, ties, actors = _parts(finding)
    proofs = [*_requests(requests, role), *_ties(ties, role), *_actors(actors, role)]
    return Evidence(proofs[:SHOWN], max(0, len(proofs) - SHOWN), _looked_at(finding))


def brief(finding: network.Finding) -> str:
    """The evidence in one line: how many requests, ties, people or organisations, since when, of how many."""
    requests, *others = _parts(finding)
    asked, (ties, actors) = len({_whole(key) for key in requests}), map(len, others)
    parts = [
        ngettext("eine Anfrage", "%(num)d Anfragen", asked) if asked else "",
        ngettext("eine Verbindung", "%(num)d Verbindungen", ties) if ties else "",
        _around(finding, actors) if actors else "",
        _("seit %(date)s", date=date_words.day(finding.since)) if finding.since else "",
        _("betrachtet: %(what)s", what=_looked_at(finding)),
    ]
    return " · ".join(part for part in parts if part)


def _around(finding: network.Finding, count: int) -> str:
    """What the people and organisations among the evidence are."""
    if finding.code == "L4_artikulation":
        return ngettext("ein direkter Kontakt", "%(num)d direkte Kontakte", count)
    return ngettext("eine Person oder Stelle", "%(num)d Personen oder Stellen", count)


def _whole(key: str) -> str:
    """The request behind one of its needs."""
    return key.partition(PART)[0]


def _requests(keys: list[str], role: str) -> Iterable[Proof]:
    if not keys:
        return []
    ids = {uuid.UUID(_whole(key)) for key in keys}
    if not may(role, "help_requests.page"):
        return [Proof(ngettext("eine offene Anfrage", "%(num)d offene Anfragen", len(ids)))]
    columns = select(HelpRequest.id, HelpRequest.number, HelpRequest.opened_at).where(HelpRequest.id.in_(ids))
    rows = db.session.execute(columns.order_by(HelpRequest.opened_at))
    return [
        Proof(
            _("Anfrage %(number)s", number=number),
            url_for("help_requests.page", request_id=key),
            _("offen seit %(day)s", day=date_words.day(opened)) if opened else "",
        )
        for key, number, opened in rows
    ]


def _ties(keys: list[str], role: str) -> Iterable[Proof]:
    for key in keys:
        ends, _colon, kind = key.rpartition(":")
        source, _arrow, target = ends.partition(">")
        names = directory.of(role, {source, target})
        label = " – ".join(names[one].label if one in names else "…" for one in (source, target))
        seen = [
            tie.last_contact
            for tie in snapshot.of_region().ties
            if (tie.source, tie.target, tie.kind) == (source, target, kind) and tie.last_contact
        ]
        last = _("letzter Kontakt am %(day)s", day=date_words.day(max(seen))) if seen else _("kein Kontakt eingetragen")
        yield Proof(f"{label}: {KIND_LABELS.get(kind, kind)}", url_for("ties.network_page", knoten=source), last)


def _actors(keys: list[str], role: str) -> Iterable[Proof]:
    names = directory.of(role, set(keys))
    for key in keys:
        entry = names.get(key)
        if entry is not None:
            yield Proof(entry.label, url_for("ties.network_page", knoten=key), entry.note)


def _looked_at(finding: network.Finding) -> str:
    """The population of the rule, in words."""
    words = {
        "L1_unversorgt": _("Kombinationen aus Gemeinde, Sprache und Thema mit offenen Anfragen"),
        "L3_frauen": _("Kombinationen aus Gemeinde, Sprache und Thema mit offenen Anfragen"),
        "L2_duenn": _("Kombinationen aus Gemeinde, Sprache und Thema mit offenen Anfragen")
        if "language" in finding.facts
        else _("Begleitungen und Einsätze in dieser Gemeinde"),
        "L4_artikulation": _("Personen und Stellen im Netz"),
        "isolated": _("Personen und Stellen im Netz"),
        "L5_isolierte_mso": _("Migrantenorganisationen und Helferkreise"),
        "L6_ueberlast_fm": _("Fallmanager:innen mit offenen Anfragen"),
        "L7_ueberlast_ehrenamt": _("Ehrenamtliche"),
        "L8_kein_tandem": _("Ehrenamtliche in dieser Gemeinde") if "of" in finding.facts else _("Stellen"),
        "L9_ruhend": _("laufende Verbindungen, jede Art für sich gezählt"),
        "L10_doppelstruktur": _("Stellen mit eigenen Themen, ohne Ämter"),
        "L11_wartezeit": _("offene Anfragen"),
        "L12_gemeinde_ohne_anker": _("Gemeinden"),
        "L13_qualifizierung": _("Ehrenamtliche, die auf eine Qualifizierung warten"),
        "L14_sprachpool": _("Ehrenamtliche"),
    }
    return f"{finding.population} {words[finding.code]}"
