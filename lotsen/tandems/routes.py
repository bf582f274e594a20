"""Pages of tandems: for the people who accompany them, and for the volunteer herself."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.check_ins import schedule, work_list
from lotsen.check_ins import service as check_ins
from lotsen.check_ins import words as check_in_words
from lotsen.forms import Form
from lotsen.help_requests import next_steps
from lotsen.help_requests.service import case_manager_of
from lotsen.newcomers import protection
from lotsen.planned_meetings import lists as planned
from lotsen.proposals.profile import profile_of
from lotsen.tandems import agreements, held, lists, meeting_dates, service
from lotsen.tandems.forms import (
    AgreementForm,
    ClosingForm,
    DatesForm,
    EndForm,
    FirstMeetingForm,
    MeetingForm,
    MissedForm,
    TandemFilter,
)
from lotsen.tandems.models import Tandem

pages = Blueprint("tandems", __name__, url_prefix="/tandems")


@pages.get("/")
def listing() -> str:
    """Tandems: one's own or all of the region."""
    form = TandemFilter(request.args)
    wanted = lists.Wanted(
        own=form.whose.is_own,
        status=form.status.data or "laufende",
        mode=form.mode.data or "",
        silent=form.silent.data or "",
        sort=request.args.get("sort", ""),
        page=request.args.get("page", 1, type=int),
    )
    found = lists.listing(wanted, account_id=current_user.id)
    audit.saw("tandems.list", "tandem", count=len(found.items))
    return render_template("tandems/listing.html", form=form, found=found)


@pages.get("/<uuid:tandem_id>")
def page(tandem_id: uuid.UUID) -> str:
    """One tandem: where it stands, what comes next."""
    return staff_page(held.find_tandem(tandem_id))


@pages.post("/<uuid:tandem_id>/erstes-treffen")
def plan_first_meeting(tandem_id: uuid.UUID) -> Answer:
    """Note when the two meet for the first time."""
    form = FirstMeetingForm()
    if not form.validate_on_submit():
        return staff_page(held.find_tandem(tandem_id), meeting_plan=form), 422
    service.plan_first_meeting(tandem_id, at=form.at())
    return back(tandem_id, _("Das erste Treffen ist eingetragen."))


@pages.post("/<uuid:tandem_id>/treffen")
def add_meeting(tandem_id: uuid.UUID) -> Answer:
    """Note a meeting that took place."""
    form = MeetingForm()

    def note() -> None:
        assert form.on.data is not None
        service.add_meeting(
            tandem_id, on=form.on.data, minutes=form.minutes.data, reported_by="staff", key=form.row_key()
        )

    if form.passes(note):
        return back(tandem_id, _("Das Treffen ist eingetragen."))
    return staff_page(held.find_tandem(tandem_id), meeting=form), 422


@pages.post("/<uuid:tandem_id>/zustimmen")
def agree(tandem_id: uuid.UUID) -> Response:
    """Note that one side wants to go on, as it said to staff."""
    side = "newcomer" if request.form.get("side") == "newcomer" else "volunteer"
    tandem = service.agree(tandem_id, side=side)
    told = _("Beide haben zugestimmt: Das Tandem läuft.") if tandem.status == "aktiv" else _("Zustimmung eingetragen.")
    return back(tandem_id, told)


@pages.post("/<uuid:tandem_id>/kontakt")
def release_contact(tandem_id: uuid.UUID) -> Response:
    """Let both sides see how to reach each other."""
    service.release_contact(tandem_id, by=current_user.id)
    return back(tandem_id, _("Die Kontaktdaten sind freigegeben. Die ehrenamtliche Person bekommt Bescheid."))


@pages.post("/<uuid:tandem_id>/beenden")
def end(tandem_id: uuid.UUID) -> Answer:
    """End a tandem with a reason; the request can be opened again."""
    form = EndForm()

    def finish() -> None:
        service.end(tandem_id, reason=form.reason.data, note=form.note.data, ended_on=form.ended_on.data)

    if form.passes(finish):
        return back(tandem_id, _("Das Tandem ist beendet. Soll die Suche neu beginnen?"))
    return staff_page(held.find_tandem(tandem_id), ending=form), 422


@pages.get("/mein/<uuid:tandem_id>")
def own(tandem_id: uuid.UUID) -> str:
    """The volunteer's own tandem."""
    return _own_page(held.find_own(tandem_id, current_user.id))


@pages.post("/mein/<uuid:tandem_id>/treffen")
def own_meeting(tandem_id: uuid.UUID) -> Answer:
    """The volunteer notes a meeting."""
    tandem = held.find_own(tandem_id, current_user.id)
    form = MeetingForm()

    def note() -> None:
        assert form.on.data is not None
        service.add_meeting(
            tandem.id, on=form.on.data, minutes=form.minutes.data, reported_by="volunteer", key=form.row_key()
        )

    if form.passes(note):
        return back(tandem_id, _("Das Treffen ist eingetragen."), "tandems.own")
    return _own_page(held.find_own(tandem_id, current_user.id), meeting=form), 422


@pages.post("/mein/<uuid:tandem_id>/zustimmen")
def own_agree(tandem_id: uuid.UUID) -> Response:
    """The volunteer wants to go on."""
    tandem = service.agree(held.find_own(tandem_id, current_user.id).id, side="volunteer")
    told = _("Danke! Ihr Tandem läuft.") if tandem.status == "aktiv" else _("Danke! Jetzt fragen wir die andere Seite.")
    return back(tandem_id, told, "tandems.own")


@pages.post("/mein/<uuid:tandem_id>/beenden")
def own_end(tandem_id: uuid.UUID) -> Answer:
    """The volunteer ends her tandem; she may at any time."""
    tandem = held.find_own(tandem_id, current_user.id)
    form = EndForm()

    def finish() -> None:
        service.end(tandem.id, reason=form.reason.data, note=form.note.data)

    if form.passes(finish):
        return back(tandem_id, _("Ihr Tandem ist beendet. Danke für Ihre Zeit!"), "tandems.own")
    return _own_page(held.find_own(tandem_id, current_user.id), ending=form), 422


def back(tandem_id: uuid.UUID, told: str, endpoint: str = "tandems.page") -> Response:
    """To the page of the tandem, with what was done."""
    flash(told, "success")
    return redirect(url_for(endpoint, tandem_id=tandem_id))


def staff_page(tandem: Tandem, **forms: Form) -> str:
    """The page of a tandem for staff; a form with faults takes the place of its empty one."""
    row = tandem.help_request
    audit.saw("tandems.view", tandem)
    defaults: dict[str, Form] = {
        "meeting_plan": FirstMeetingForm(formdata=None),
        "meeting": MeetingForm(formdata=None),
        "ending": EndForm(formdata=None),
        "dates_form": DatesForm(formdata=None),
        "missed": MissedForm(formdata=None),
        "agreement_form": AgreementForm(formdata=None, data=agreements.known(tandem)),
        "closing": ClosingForm(formdata=None),
    }
    rows = check_ins.of_tandems([tandem.id])[tandem.id]
    ahead = planned.open_of([tandem.id])[tandem.id]
    return render_template(
        "tandems/page.html",
        tandem=tandem,
        row=row,
        step=next_steps.next_steps([row])[row.id],
        meetings=lists.meetings_of(tandem),
        case_manager=case_manager_of(row),
        may_see_place=protection.may_see_place(row.newcomer),
        is_responsible=protection.is_responsible(row),
        dates=meeting_dates.of(tandem),
        planned=ahead,
        away=planned.away_on(ahead, tandem.volunteer_id),
        now=clock.now(),
        check_in_state=schedule.standing(rows, clock.now()),
        check_in_rows=work_list.actable(rows),
        check_in_words=check_in_words,
        can_be_written_to=check_ins.can_be_written_to,
        wants_to_end=bool(request.args.get("ende")),
        form=next(iter(forms.values()), None),
        **{**defaults, **forms},
    )


def _own_page(tandem: Tandem, **forms: Form) -> str:
    row = tandem.help_request
    audit.saw("tandems.view", tandem)
    defaults: dict[str, Form] = {"meeting": MeetingForm(formdata=None), "ending": EndForm(formdata=None)}
    ahead = planned.open_of([tandem.id])[tandem.id]
    return render_template(
        "tandems/own.html",
        tandem=tandem,
        next=next_steps.for_volunteer(tandem),
        dates=meeting_dates.of(tandem),
        planned=ahead,
        away=planned.away_on(ahead, tandem.volunteer_id),
        now=clock.now(),
        check_in=check_ins.open_for(tandem, "volunteer"),
        profile=profile_of(row),
        contact=row.newcomer if tandem.is_running and tandem.contact_released_at else None,
        case_manager=case_manager_of(row),
        meetings=lists.meetings_of(tandem),
        form=next(iter(forms.values()), None),
        **{**defaults, **forms},
    )
