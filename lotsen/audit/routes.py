"""The record, for those who watch over it: who saw and changed what, and when."""

import uuid

from flask import Blueprint, render_template, request

from lotsen.accounts import service as accounts
from lotsen.audit import listing as record
from lotsen.audit.forms import RecordFilterForm
from lotsen.audit.sentences import ROLES, SUBJECTS, fact_name, sentence
from lotsen.audit.service import saw

pages = Blueprint("audit", __name__, url_prefix="/protokoll")


@pages.get("")
def listing() -> str:
    """Entries of the region, fifty a page."""
    form = RecordFilterForm(formdata=request.args)
    known = record.actions()
    form.offer(record.staff_names(), list(SUBJECTS.items()), [(action, sentence(action)) for action in known])
    chosen = form.data if form.validate() else {}
    entries = record.entries(
        account_id=uuid.UUID(chosen["account"]) if chosen.get("account") else None,
        subject=chosen.get("subject") or "",
        action=chosen.get("action") or "",
        since=chosen.get("since"),
        until=chosen.get("until"),
    )
    saw("audit.list", "audit_entry", count=len(entries.items))
    ids = {entry.account_id for entry in entries.items if entry.account_id}
    ids |= {entry.subject_id for entry in entries.items if entry.subject == "account" and entry.subject_id}
    return render_template(
        "audit/listing.html", filters=form, entries=entries, names=accounts.names(ids),
        sentence=sentence, fact_name=fact_name, subjects=SUBJECTS, roles=ROLES,
    )  # fmt: skip
