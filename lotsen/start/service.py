"""What waits for somebody, by role: each line is one click from where it is done.

Only counts and dates are read here, never a name, so that the first page of the day is fast and
nothing has to be logged.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from lotsen import clock, date_words, scope
from lotsen.accounts.models import Account
from lotsen.accounts.sessions import SignedIn
from lotsen.case_notes import service as case_notes
from lotsen.check_ins.models import CheckIn
from lotsen.extensions import db
from lotsen.gaps import listing as gap_list
from lotsen.gaps import service as gaps
from lotsen.handovers import deputies
from lotsen.handovers import tandems as handed_tandems
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.notices import relay, undelivered
from lotsen.notices.models import Notice
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal
from lotsen.retention.rules import BY_KEY
from lotsen.start import work_list
from lotsen.start.work_list import Waiting
from lotsen.tandems.models import Tandem
from lotsen.ties import service as ties
from lotsen.volunteers.models import Volunteer

LATE_AFTER = timedelta(days=14)


def waiting_for(account: SignedIn) -> list[Waiting]:
    """The work list of the start page, what helps most first; lines without anything are left out."""
    return lines_for(account.id, account.role)


def lines_for(account_id: uuid.UUID, role: str) -> list[Waiting]:
    """The same for an account that is not signed in: the weekly mail."""
    make = _LISTS.get(role)
    return [line for line in make(account_id) if line.count != 0] if make else []


def _count(statement: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _for_case_manager(account_id: uuid.UUID) -> list[Waiting]:
    mine = select(HelpRequest.id).where(HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)))
    return [
        *_noted_and_handed_over(account_id),
        *work_list.lines_of(account_id),
        _unanswered(select(Proposal.id).where(Proposal.proposed_by.in_(deputies.covered_by(account_id)))),
        _long_open(mine, "meine"),
        _came_back(account_id, "case_manager"),
        _going_soon(),
    ]


def _noted_and_handed_over(account_id: uuid.UUID) -> list[Waiting]:
    """Notes that come back today, and tandems for which somebody else is wanted."""
    notes = _count(case_notes.due(deputies.covered_by(account_id)))
    waiting = len(handed_tandems.open_ones(account_id))
    noted, handed = _("Wiedervorlagen: Notizen, die heute dran sind"), _("Tandems, die jemand anderes übernehmen soll")
    return [
        Waiting(noted, url_for("case_notes.listing"), notes, kind="warning"),
        Waiting(handed, url_for("handovers.listing"), waiting, kind="warning"),
    ]


def _for_coordinator(account_id: uuid.UUID) -> list[Waiting]:
    still_open = gap_list.open_findings() or []
    grave = sum(ties.weight_of(one) == "hoch" for one in still_open)
    return [
        _volunteers("interessiert", _("Neue Anmeldungen, die auf ein Erstgespräch warten"), "warning"),
        _volunteers("erstgespraech_geplant", _("Erstgespräche stehen an")),
        _volunteers("in_pruefung", _("In Prüfung: was fehlt noch?")),
        _volunteers("in_qualifizierung", _("In Qualifizierung")),
        *_noted_and_handed_over(account_id),
        _nobody_asked(select(HelpRequest.id), "alle"),
        _long_open(select(HelpRequest.id), "alle"),
        *_silent_and_troubled(),
        _came_back(account_id, "coordinator"),
        _going_soon(),
        Waiting(_("Lücken in Arbeit, deren Frist vorbei ist"), url_for("gaps.listing", stand="ueberfaellig"),
                gaps.overdue_count(), _("nachsehen, ob sie geschlossen sind"), "warning"),
        Waiting(_("Schwere Lücken im Netz"), url_for("gaps.listing", gewicht="hoch"), grave,
                ngettext("insgesamt eine Lücke", "insgesamt %(num)d Lücken", len(still_open))),
    ]  # fmt: skip


def _going_soon() -> Waiting:
    """Newcomers whose record is deleted within a week unless somebody renews it."""
    soon = clock.today() + timedelta(days=7)
    title = _("Zugewanderte, deren Angaben diese Woche gelöscht werden")
    count = sum(1 for _due in BY_KEY["newcomer"].due(soon))
    note = _("verlängern, wenn sie noch gebraucht werden")
    return Waiting(title, url_for("retention.listing"), count, note, "warning")


def _volunteers(status: str, title: str, kind: str = "") -> Waiting:
    statement = select(Volunteer.id).where(Volunteer.status == status)
    oldest = db.session.scalar(select(func.min(Volunteer.status_since)).where(Volunteer.status == status))
    days = (clock.now() - oldest).days if oldest else 0
    note = ngettext("die älteste seit einem Tag", "die älteste seit %(num)d Tagen", days) if days else ""
    late = kind and oldest is not None and clock.now() - oldest > LATE_AFTER
    return Waiting(title, url_for("volunteers.listing", status=status), _count(statement), note, kind if late else "")


def _nobody_asked(requests: Select[Any], whose: str) -> Waiting:
    """Open requests for which nobody is being asked: the ones that wait for us."""
    asked = select(Proposal.help_request_id).where(Proposal.status.in_(codes.PENDING))
    statement = requests.where(HelpRequest.status == "offen", HelpRequest.id.not_in(asked))
    return Waiting(
        _("Offene Anfragen, für die gerade niemand gefragt ist"),
        url_for("help_requests.listing", whose=whose, status="offen"),
        _count(statement),
        _("Vorschläge ansehen und fragen"),
        "warning",
    )


def _unanswered(proposals: Select[Any]) -> Waiting:
    soon = clock.now() + timedelta(days=1)
    statement = proposals.where(Proposal.status == "angefragt", Proposal.answer_by < soon)
    return Waiting(
        _("Antworten, deren Frist heute oder morgen endet"),
        url_for("help_requests.listing", whose="meine", status="angefragt"),
        _count(statement),
    )


def _silent_and_troubled() -> list[Waiting]:
    """Tandems of the region in which a check-in told of trouble, or in which nobody or only one side answered."""
    running = select(CheckIn.tandem_id).join(Tandem, Tandem.id == CheckIn.tandem_id).where(Tandem.is_running).distinct()
    troubled = running.where(CheckIn.answer == "schwierig", CheckIn.handled_at.is_(None))
    newer = aliased(CheckIn)
    is_latest = ~select(newer.id).where(newer.tandem_id == CheckIn.tandem_id, newer.due_on > CheckIn.due_on).exists()
    silent = running.where(CheckIn.answer.is_(None), CheckIn.answer_by <= clock.now(), is_latest)
    url = url_for("check_ins.listing", whose="alle")
    return [
        Waiting(_("Tandems, in denen es nicht gut läuft"), url, _count(troubled), kind="danger"),
        Waiting(_("Stille Tandems: Auf unsere Frage kam keine Antwort"), url, _count(silent), kind="warning"),
    ]


def _long_open(requests: Select[Any], whose: str) -> Waiting:
    late = clock.now() - timedelta(days=30)
    statement = requests.where(HelpRequest.status.in_(OPEN_STATES), HelpRequest.opened_at < late)
    return Waiting(
        _("Warten schon länger als 30 Tage"),
        url_for("help_requests.listing", whose=whose, waiting="30"),
        _count(statement),
        kind="danger",
    )


def _came_back(account_id: uuid.UUID, role: str) -> Waiting:
    """Mails that did not reach somebody whose address this role can mend."""
    title = _("E-Mails kamen nicht an: Adresse prüfen")
    note = _("berichtigen oder noch einmal senden")
    count = undelivered.came_back(account_id, role)
    return Waiting(title, url_for("notices.undelivered"), count, note, "danger")


def _relay_down(url: str) -> list[Waiting]:
    """One line while the mail server takes nothing."""
    down = relay.down()
    if down is None:
        return []
    when = date_words.near_moment(down.since)
    title = _("Der Mailserver nimmt seit %(when)s nichts an: wartende E-Mails", when=when)
    return [Waiting(title, url, down.waiting, _("sie gehen von selbst hinaus, sobald er wieder da ist"), "danger")]


def _for_region_admin(account_id: uuid.UUID) -> list[Waiting]:
    invited = select(Account.id).where(Account.password_hash.is_(None), Account.role != "volunteer", Account.is_active)
    return [
        Waiting(_("Eingeladen, aber noch nie angemeldet"), url_for("accounts.listing"), _count(invited)),
        _came_back(account_id, "region_admin"),
        *_relay_down(url_for("notices.undelivered")),
    ]


def _failed_mails(url: str) -> Waiting:
    failed = select(Notice.id).where(Notice.status == "failed")
    title = _("E-Mails, die nicht zugestellt werden konnten")
    return Waiting(title, url, _count(failed), kind="danger")


def _for_operator(_account_id: uuid.UUID) -> list[Waiting]:
    """Counts of the outbox across regions: whether the relay works, and nothing about anybody."""
    with scope.everywhere("an operator sees whether mails go out, without people"):
        late = clock.now() - timedelta(minutes=15)
        waiting = _count(select(Notice.id).where(Notice.status == "waiting", Notice.not_before < late))
        failed = _failed_mails(url_for("start.health"))
    title = _("E-Mails, die seit mehr als einer Viertelstunde warten")
    late_ones = Waiting(title, url_for("start.health"), waiting, kind="warning")
    return [*_relay_down(url_for("start.health")), late_ones, failed]


_LISTS: Final[dict[str, Callable[[uuid.UUID], list[Waiting]]]] = {
    "case_manager": _for_case_manager,
    "coordinator": _for_coordinator,
    "region_admin": _for_region_admin,
    "operator": _for_operator,
}
ROLES: Final = tuple(_LISTS)


def figures(account: SignedIn) -> list[dict[str, object]]:
    """Three numbers for the head of the page, for those who work with people."""
    if account.role not in {"case_manager", "coordinator"}:
        return []
    running = select(Tandem.id).where(Tandem.is_running)
    free = select(Volunteer.id).where(Volunteer.status == "freigegeben", Volunteer.taken_count < Volunteer.capacity)
    still_open = select(HelpRequest.id).where(HelpRequest.status.in_(OPEN_STATES))
    return [
        {"label": _("offene Anfragen"), "value": _count(still_open),
         "url": url_for("help_requests.listing", whose="alle", status="offen")},
        {"label": _("Ehrenamtliche mit freiem Platz"), "value": _count(free),
         "url": url_for("volunteers.listing", status="freigegeben", free="1")},
        {"label": _("laufende Tandems"), "value": _count(running), "url": url_for("tandems.listing")},
    ]  # fmt: skip


def ways(account: SignedIn) -> list[tuple[str, str]]:
    """What this role begins most often: text and address, the main one first."""
    starts = {
        "case_manager": (("help_requests.new", _("Neue Anfrage")), ("ties.network_page", _("Netzwerk ansehen"))),
        "coordinator": (("ties.network_page", _("Netzwerk ansehen")), ("help_requests.new", _("Neue Anfrage"))),
        "region_admin": (("accounts.listing", _("Konten verwalten")),),
        "auditor": (("audit.listing", _("Protokoll ansehen")), ("ties.network_page", _("Netzwerk ansehen"))),
    }
    return [(label, url_for(endpoint)) for endpoint, label in starts.get(account.role, ())]
