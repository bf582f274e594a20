"""Pages of imports: from a list in Excel to volunteers, in four steps, and back."""

import uuid
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.accounts import service as accounts
from lotsen.audit import service as audit
from lotsen.errors import Invalid, NotFound
from lotsen.forms import Form
from lotsen.imports import list_files, service, words
from lotsen.imports import preview as previews
from lotsen.imports.columns import FIELDS, forbidden_columns
from lotsen.imports.forms import UploadForm, mapping_form, samples
from lotsen.imports.models import Import
from lotsen.languages import LEVELS

pages = Blueprint("imports", __name__, url_prefix="/importe")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
def listing() -> str:
    """All imports with their state and what they did."""
    found = service.listing(page=request.args.get("page", 1, type=int))
    names = accounts.names({row.account_id for row in found.items})
    return render_template("imports/listing.html", found=found, names=names, words=words)


@pages.route("/neu", methods=["GET", "POST"])
def upload() -> Answer:
    """Choose the file."""
    form = UploadForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            row, is_new = service.upload(
                data=file.read(), file_name=file.filename or "", account_id=current_user.id,
                sheet=(form.sheet.data or "").strip() or None,
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            if not is_new:
                flash(_("Diese Datei kennen wir schon. Es wurde nichts doppelt angelegt."), "info")
            return redirect(_next_page(row))
    return _form_page("imports/upload.html", form, fields=FIELDS)


def _next_page(row: Import) -> str:
    steps = {"hochgeladen": "imports.mapping", "geprueft": "imports.preview", "wird_geprueft": "imports.preview"}
    return url_for(steps.get(row.status, "imports.page"), import_id=row.id)


def _form_page(template: str, form: Form, **values: Any) -> Answer:
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, words=words, **values), status


@pages.get("/vorlage.<kind>")
def template_file(kind: str) -> Response:
    """An empty list with the expected columns."""
    if kind not in ("xlsx", "csv"):
        abort(404)
    return _file(list_files.template(kind), f"ehrenamtliche-vorlage.{kind}", XLSX if kind == "xlsx" else "text/csv")


def _file(content: bytes, name: str, kind: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.get("/<uuid:import_id>")
def page(import_id: uuid.UUID) -> Answer:
    """What became of an import: the summary, with undo."""
    return _summary(import_id)


def _summary(import_id: uuid.UUID, refusal: object = "") -> Answer:
    row = service.get(import_id)
    if row.status in service.OPEN_STATES:
        return redirect(_next_page(row))
    audit.saw("imports.page", row)
    found = render_template(
        "imports/page.html", row=row, words=words, refusal=refusal, people=service.people_of(row),
        may_undo=service.may_be_undone(row), names=accounts.names({row.account_id}),
    )  # fmt: skip
    return (found, 422) if refusal else found


@pages.route("/<uuid:import_id>/spalten", methods=["GET", "POST"])
def mapping(import_id: uuid.UUID) -> Answer:
    """Which column means what."""
    row = service.get(import_id)
    if row.status not in service.OPEN_STATES:
        return redirect(url_for("imports.page", import_id=row.id))
    stored = service.stored_list(row)
    form = mapping_form(stored.table, row.mapping)
    if form.validate_on_submit():
        found = form.mapping()
        try:
            if not form.errors and not form.list_faults():
                service.set_mapping(import_id, mapping=found)
                return redirect(url_for("imports.preview", import_id=import_id))
        except Invalid as error:
            form.refuse(error.field, error)
    table = stored.table
    return _form_page(
        "imports/mapping.html", form, row=row, table=table, others=sorted(stored.others),
        forbidden=forbidden_columns(table.header), withheld_count=len(stored.withheld),
        samples={index: samples(table, index) for index in range(len(table.header))},
    )  # fmt: skip


@pages.post("/<uuid:import_id>/blatt")
def choose_sheet(import_id: uuid.UUID) -> Response:
    """Read another sheet of the file."""
    try:
        service.choose_sheet(import_id, sheet=request.form.get("sheet", ""))
    except Invalid as error:
        flash(str(error.sentence), "warning")
    return redirect(url_for("imports.mapping", import_id=import_id))


@pages.get("/<uuid:import_id>/pruefen")
def preview(import_id: uuid.UUID) -> Answer:
    """Row by row what would happen, and what is open."""
    return _preview(import_id)


def _preview(import_id: uuid.UUID, refusal: object = "") -> Answer:
    row = service.get(import_id)
    if row.status not in ("geprueft", "wird_geprueft", "wird_uebernommen"):
        return redirect(_next_page(row))
    if row.status != "geprueft":
        return render_template("imports/waiting.html", row=row, words=words)
    found = previews.of(
        row, tab=request.args.get("filter", ""), page=request.args.get("page", 1, type=int),
        region_id=row.region_id,
    )  # fmt: skip
    audit.saw("imports.preview", row, count=len(found.rows))
    rendered = render_template(
        "imports/preview.html", row=row, preview=found, words=words, levels=LEVELS, refusal=refusal,
        notes=service.stored_list(row).table.notes,
    )  # fmt: skip
    return (rendered, 422) if refusal else rendered


@pages.get("/<uuid:import_id>/zeile/<int:number>")
def row(import_id: uuid.UUID, number: int) -> Answer:
    """One row with every cell, to be typed anew."""
    return _row(import_id, number)


def _row(import_id: uuid.UUID, number: int, refusal: object = "") -> Answer:
    source = service.get(import_id)
    if source.status != "geprueft":
        return redirect(_next_page(source))
    one = next((one for one in service.checked(source) if one.row == number), None)
    if one is None:
        raise NotFound
    audit.saw("imports.row", source, row=number)
    typed = {key.removeprefix("cell-"): text for key, text in request.form.items() if key.startswith("cell-")}
    rendered = render_template(
        "imports/row.html", row=source, one=one, entries=service.entries_of(source, number), typed=typed,
        words=words, refusal=refusal,
    )  # fmt: skip
    return (rendered, 422) if refusal else rendered


@pages.post("/<uuid:import_id>/zeile/<int:number>")
def answer(import_id: uuid.UUID, number: int) -> Answer:
    """Answer what is open in one row."""
    try:
        service.answer(import_id, number=number, given=request.form.to_dict())
    except Invalid as error:
        if request.form.get("from") == "row":
            return _row(import_id, number, error.sentence)
        return _preview(import_id, error.sentence)
    return redirect(_back(import_id) + f"#zeile-{number}")


def _back(import_id: uuid.UUID) -> str:
    """The same tab and page of the preview."""
    page = request.values.get("page", 1, type=int)
    return url_for("imports.preview", import_id=import_id, filter=request.values.get("filter") or None,
                   page=page if page > 1 else None)  # fmt: skip


@pages.post("/<uuid:import_id>/alle")
def answer_all(import_id: uuid.UUID) -> Answer:
    """One answer for the whole list."""
    try:
        service.answer_all(import_id, kind=request.form.get("kind", ""), level=request.form.get("level", type=int))
    except Invalid as error:
        return _preview(import_id, error.sentence)
    return redirect(_back(import_id))


@pages.post("/<uuid:import_id>/uebernehmen")
def take_over(import_id: uuid.UUID) -> Answer:
    """All rows, or only the good ones by choice."""
    try:
        service.take_over(import_id, only_good=request.form.get("only_good") == "1")
    except Invalid as error:
        return _preview(import_id, error.sentence)
    return redirect(url_for("imports.page", import_id=import_id))


@pages.get("/<uuid:import_id>/offene-zeilen.xlsx")
def left_over_file(import_id: uuid.UUID) -> Response:
    """The rows that were not taken over, with their reasons."""
    row = service.get(import_id)
    audit.saw("imports.left_over_file", row, count=row.counts.get("left"))
    content = list_files.left_over(service.stored_list(row).table, service.checked(row))
    return _file(content, "offene-zeilen.xlsx", XLSX)


@pages.post("/<uuid:import_id>/rueckgaengig")
def undo(import_id: uuid.UUID) -> Answer:
    """Take the whole import back."""
    try:
        service.undo(import_id)
    except Invalid as error:
        return _summary(import_id, error.sentence)
    flash(_("Der Import ist rückgängig gemacht. Das Register ist wieder wie vorher."), "success")
    return redirect(url_for("imports.page", import_id=import_id))


@pages.post("/<uuid:import_id>/verwerfen")
def discard(import_id: uuid.UUID) -> Response:
    """Throw the uploaded list away."""
    service.discard(import_id)
    flash(_("Die Liste ist verworfen. Es wurde nichts übernommen."), "success")
    return redirect(url_for("imports.listing"))
