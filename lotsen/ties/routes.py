"""Pages of the network: picture and table, gaps, supply and demand, ties, exports."""

import uuid

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user

from lotsen import clock
from lotsen.access import may
from lotsen.errors import Invalid
from lotsen.exports.spreadsheet import write_csv, write_xlsx
from lotsen.forms import choices
from lotsen.gaps import meeting
from lotsen.gaps.listing import open_findings, rule_says
from lotsen.network_results import service as results
from lotsen.scenarios.forms import KeepForm
from lotsen.ties import (
    collaboration,
    course,
    directory,
    files,
    filters,
    helping,
    leavers,
    service,
    sight,
    supply,
    what_if,
)
from lotsen.ties.collaboration import GROUPS
from lotsen.ties.forms import (
    FREQUENCY_LABELS,
    GROUP_LABELS,
    INTENSITY_LABELS,
    KIND_LABELS,
    TieForm,
)
from lotsen.ties.news import tell_change
from lotsen.ties.paging import Paging
from lotsen.ties.picture_texts import picture_texts
from lotsen.ties.sight import ACTOR_KINDS, View

pages = Blueprint("ties", __name__, url_prefix="/netzwerk")

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.context_processor
def _reading() -> dict[str, object]:
    """What every page of the network asks about its reader."""
    return {"sees_people": directory.sees_people}


@pages.app_context_processor
def _ages() -> dict[str, object]:
    """How old a result is that a page rests on, also for pages of gaps, scenarios and thresholds.

    The hour would tell whoever sees nobody that somebody came or went at that hour.
    """
    return {"result_age": results.age, "sees_the_hour": lambda: directory.sees_people(current_user.role)}


def _view() -> View:
    """What the address asks for; anything unknown is left out."""
    kinds = tuple(kind for kind in ACTOR_KINDS if kind in request.args.getlist("art"))
    window = request.args.get("fenster", type=int)
    return View(
        municipality=request.args.get("gemeinde") or None,
        node=request.args.get("knoten") or None,
        kinds=kinds or ACTOR_KINDS,
        window_days=window if window in filters.WINDOWS else None,
    )


@pages.get("")
def network_page() -> str:
    """The picture of the network, and the table that says the same."""
    view = _view()
    found = sight.seen(view, current_user.role)
    return render_template(
        "ties/network_page.html",
        view=view,
        sight=found,
        numbers=service.numbers(current_user.role),
        gap_count=_gap_count(),
        names=found.names,
        texts=picture_texts(current_user.role),
        tie_labels=KIND_LABELS,
        form=filters.picture_filter(view, current_user.role),
    )


def _gap_count() -> int | None:
    """How many open gaps the reader may read; None where nobody has looked yet."""
    found = open_findings()
    return None if found is None else len(service.readable(found, current_user.role))


@pages.get("/angebot-und-bedarf")
def coverage() -> str:
    """Supply and demand, open and expected: language, then need, then municipality, then who is behind it."""
    found = supply.of_region(supply.Choice.of(request.args, current_user.role), current_user.role)
    paging = Paging.of(len(found.cells), request.args.get("page", 1, type=int), PAGE_SIZE)
    return render_template(
        "ties/coverage.html",
        found=found,
        choice=found.choice,
        cells=found.cells[paging.first - 1 : paging.last],
        paging=paging,
        form=filters.coverage_filter(found),
        label=supply.label,
    )


@pages.get("/was-hilft")
def plan() -> str:
    """What would help most: the best set of acts for a budget, and who should meet."""
    form, wish = filters.wish(request.args)
    meetings = helping.meetings(current_user.role)
    pairs = [(one.source, one.target) for one in meetings]
    return render_template(
        "ties/plan.html",
        form=form,
        wish=wish,
        help=helping.plan(wish),
        meetings=meetings,
        doors=meeting.doors(pairs) if may(current_user.role, "gaps.introduce") else {},
    )


@pages.get("/wenn-jemand-geht")
def leaving() -> str:
    """If somebody leaves: what breaks. The whole question stands in the address."""
    role = current_user.role
    asked = what_if.asked(what_if.Question.of(request.args.getlist("weg"), request.args.getlist("verbindung")), role)
    kept = what_if.asked(what_if.Question.kept(request.args.get("gemerkt", "")), role).question
    return render_template(
        "ties/leaving.html",
        question=asked.question,
        gone=[what_if.named(keys, role) for keys in asked.gone],
        kept=kept,
        outcome=None if asked.question.is_empty else what_if.answer(asked.question, role),
        other=None if kept.is_empty or kept == asked.question else what_if.answer(kept, role),
        groups=leavers.groups(role),
        form=KeepForm(),
    )


@pages.get("/verlauf")
def timeline() -> str:
    """The network over the last two years, and what one month changed."""
    months = _months()
    return render_template(
        "ties/timeline.html",
        months=months,
        most=course.MONTHS,
        moment=course.moment(months, current_user.role),
        bands=picture_texts(current_user.role).bands,
    )


@pages.get("/haupt-und-ehrenamt")
def cooperation() -> str:
    """Haupt- und Ehrenamt: who works with whom, who is alone, and how associations are tied in."""
    return render_template(
        "ties/cooperation.html",
        groups=GROUPS,
        group_labels=GROUP_LABELS,
        quiet_since=service.quiet_since(),
        **vars(collaboration.of_region(current_user.role)),
    )


@pages.get("/verbindungen")
def listing() -> str:
    """All stated ties, the longest silent first."""
    is_dormant = request.args.get("ruhend") == "1"
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    lines, count = service.listing(current_user.role, is_dormant=is_dormant, page=page, size=PAGE_SIZE)
    return render_template(
        "ties/listing.html",
        lines=lines,
        paging=Paging.of(count, page, PAGE_SIZE),
        is_dormant=is_dormant,
        kind_labels=KIND_LABELS,
        frequency_labels=FREQUENCY_LABELS,
        intensity_labels=INTENSITY_LABELS,
    )


@pages.route("/verbindungen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """State that two work together."""
    form = TieForm(one=request.args.get("one"), other=request.args.get("other"))
    form.one.choices = form.other.choices = choices(service.ends(), _("Bitte wählen"))
    if form.validate_on_submit():
        try:
            service.state(
                one=form.one.data, other=form.other.data, kind=form.kind.data, intensity=int(form.intensity.data),
                frequency=form.frequency.data or None, last_contact_on=form.last_contact_on.data,
                until_on=form.until_on.data, note=form.note.data or None, stated_by=current_user.id, key=form.row_key(),
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            tell_change(_("Die Zusammenarbeit ist eingetragen."))
            return make_response(redirect(url_for("ties.listing")))
    return render_template("ties/new.html", form=form), 422 if form.is_submitted() else 200


@pages.post("/verbindungen/<uuid:tie_id>/kontakt")
def touch(tie_id: uuid.UUID) -> Response:
    """There was contact today."""
    service.touch(tie_id)
    tell_change(_("Der Kontakt von heute ist eingetragen."))
    return make_response(redirect(url_for("ties.listing")))


@pages.post("/verbindungen/<uuid:tie_id>/ende")
def end(tie_id: uuid.UUID) -> Response:
    """The cooperation is over."""
    service.end(tie_id)
    tell_change(_("Die Zusammenarbeit ist beendet."))
    return make_response(redirect(url_for("ties.listing")))


@pages.get("/export/<name>")
def export(name: str) -> Response:
    """The network as a file: with numbers for names unless asked otherwise, with date and source inside."""
    if name == "luecken.csv":
        return _gaps_file()
    if name in {"bedarf.csv", "bedarf.xlsx"}:
        return _supply_file(name)
    on = course.months_before(clock.today(), _months())
    order = files.Order(_view(), current_user.role, on, is_named=request.args.get("namen") == "1")
    content, kind = files.made(name, order)
    return _file(content, name, kind)


def _months() -> int:
    """How far back the address looks, in months."""
    return min(course.MONTHS, max(0, request.args.get("vor", 0, type=int)))


def _gaps_file() -> Response:
    columns = (_("Regel"), _("Lücke"), _("Gewicht"), _("Was hilft"), _("Die Regel zählt, wenn"))
    found = service.gaps(current_user.role, is_named=False)
    rows = [(gap.rule, gap.sentence, gap.weight, gap.act, rule_says(gap.finding.code)) for gap in found]
    return _file(write_csv(columns, rows), "luecken.csv", "text/csv")


def _supply_file(name: str) -> Response:
    found = supply.of_region(supply.Choice.of(request.args, current_user.role), current_user.role)
    columns, rows = supply.file_rows(found)
    if name.endswith(".csv"):
        return _file(write_csv(columns, rows), name, "text/csv")
    return _file(write_xlsx(columns, rows, sheet=_("Bedarf")), name, XLSX)


def _file(content: str | bytes, name: str, kind: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = f"{kind}; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{clock.today().isoformat()}-{name}"'
    return answer
