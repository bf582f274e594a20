"""Letters of an act: shown as they will go out, and written into the outbox in the step that begins the work."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from lotsen.accounts import mail_links
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.gaps import service
from lotsen.gaps.models import Gap, GapStep, Introduction
from lotsen.gaps.sides import Side
from lotsen.notices import service as notices
from lotsen.regions import service as regions

#: The mail and the step of each act.
MAILS: Final = {
    "recruit": "recruiting_call", "train": "training_invitation", "introduce": "introduction",
    "relieve": "relief",
}  # fmt: skip
STEPS: Final = {"recruit": "werbetext", "train": "schulung", "introduce": "vorstellung", "relieve": "entlastung"}
UNFILLED: Final = ("[", "]")


@dataclass(frozen=True)
class Letter:
    """One mail as its reader will get it."""

    to: str
    title: str
    body: str


@dataclass(frozen=True)
class Wording:
    """What staff wrote: a title and a text, the same for everybody."""

    title: str
    text: str

    def values(self, side: Side) -> dict[str, Any]:
        """What the frame of a mail is filled with for one reader."""
        rules = regions.policy()
        return {
            "title": " ".join(self.title.split()),
            "text": self.text.strip(),
            "name": side.greeting,
            "centre_name": rules.centre_name,
            "centre_phone": rules.centre_phone,
            "centre_mail": rules.centre_mail,
        }


def check(act: str, readers: Sequence[Side], wording: Wording) -> None:
    """What keeps an act from being sent; Invalid says it."""
    if any(sign in wording.text for sign in UNFILLED):
        raise Invalid(_("Bitte ersetzen Sie im Text, was in eckigen Klammern steht."), "text")
    without = [one.label for one in readers if not one.mail]
    if without:
        raise Invalid(_("Ohne E-Mail-Adresse: %(names)s. Bitte rufen Sie dort an.", names=", ".join(without)))
    if act == "introduce" and len({one.key for one in readers}) != 2:
        raise Invalid(_("Bitte wählen Sie zwei verschiedene Seiten."), "other")
    if act == "train" and not readers:
        raise Invalid(_("Bitte wählen Sie aus, wen Sie einladen."), "recipients")
    if act == "relieve" and not readers:
        raise Invalid(_("Bitte wählen Sie aus, wen Sie fragen."), "recipients")


def preview(act: str, readers: Sequence[Side], wording: Wording) -> list[Letter]:
    """Every letter as it will go out; only the personal link is not made yet."""
    return [
        Letter(
            one.label, *notices.text_of(MAILS[act], one.language, url=_("[persönlicher Link]"), **wording.values(one))
        )
        for one in readers
    ]


def digest(act: str, readers: Sequence[Side], wording: Wording) -> str:
    """What was looked at, so that nothing else can be sent."""
    seen = [act, *sorted(one.key for one in readers), wording.title, wording.text.replace("\r\n", "\n").strip()]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def send(
    gap_id: uuid.UUID, act: str, readers: Sequence[Side], wording: Wording,
    *, by: uuid.UUID, due_on: date, key: uuid.UUID,
) -> GapStep:  # fmt: skip
    """Begin the work: mails, introduction, step and record in one transaction, once for ``key``."""
    service.check_due(due_on)
    check(act, readers, wording)
    write = _introduce if act == "introduce" else _write_all
    return service.step(
        gap_id, STEPS[act], by=by, until_on=due_on, key=key, also=lambda gap: write(gap, act, readers, wording, key)
    )


def cause(step: uuid.UUID) -> str:
    """How the causes of all letters of one step begin."""
    return f"gap:{step}:"


def _write_all(_gap: Gap, act: str, readers: Sequence[Side], wording: Wording, key: uuid.UUID) -> int:
    return sum(_write(act, one, wording, key, about=one.id) for one in readers)


def _introduce(gap: Gap, act: str, readers: Sequence[Side], wording: Wording, key: uuid.UUID) -> int:
    one, other = readers
    row = Introduction(gap_id=gap.id, **{f"one_{one.kind}_id": one.id, f"other_{other.kind}_id": other.id})
    db.session.add(row)
    db.session.flush()
    return sum(
        _write(act, side, wording, key, about=row.id, url=_own_link(row, name))
        for name, side in (("one", one), ("other", other))
    )


def _own_link(row: Introduction, side: str) -> str:
    return notices.address("gaps.confirm", token=mail_links.create(mail_links.INTRODUCTION, row.id, side=side))


def _write(act: str, side: Side, wording: Wording, key: uuid.UUID, *, about: uuid.UUID, url: str = "") -> int:
    """``about`` is whose letter it is, or the introduction that names both: who is deleted takes it along."""
    assert side.mail is not None
    written = notices.write(
        MAILS[act], mail=side.mail, language=side.language, once=f"{cause(key)}{side.id}", subject_id=about, url=url,
        **wording.values(side),
    )  # fmt: skip
    return 1 if written else 0
