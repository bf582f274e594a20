"""The forms of gaps, filled with what may be chosen here."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _

from lotsen import clock
from lotsen.forms import choices
from lotsen.gaps import states
from lotsen.gaps.forms import MOVE_LABELS, STATE_LABELS, WEIGHT_LABELS, GapFilter, MoveForm, SidesForm
from lotsen.gaps.listing import Choice, languages_in
from lotsen.gaps.service import Tracked
from lotsen.gaps.sides import Side
from lotsen.ties import gap_sentences
from lotsen.ties import service as ties

NAMES = {
    "regel": "rule", "hilft": "act", "gewicht": "weight", "gemeinde": "place", "sprache": "language", "stand": "state"
}  # fmt: skip


def choice_of(args: Mapping[str, str]) -> Choice:
    """What an address asks for; anything that is not on offer counts as not asked."""
    asked = {field: args.get(name, "") for name, field in NAMES.items()}
    known = {
        "rule": {**gap_sentences.QUESTIONS, **gap_sentences.RULE_LABELS},
        "act": gap_sentences.ACT_LABELS,
        "weight": WEIGHT_LABELS,
        "state": STATE_LABELS,
    }
    for field, offered in known.items():
        if asked[field] not in offered:
            asked[field] = ""
    asked["state"] = asked["state"] or Choice.state
    return Choice(**asked)


def gap_filter(choice: Choice, gaps: Sequence[Tracked]) -> GapFilter:
    """The filter above the list, with what the region has."""
    form = GapFilter(formdata=None, **{name: getattr(choice, field) for name, field in NAMES.items()})
    rules, every = {one.finding.code for one in gaps}, _("alle")
    form.stand.choices = choices(STATE_LABELS)
    form.hilft.choices = choices(gap_sentences.ACT_LABELS, every)
    there = {key: label for key, label in gap_sentences.RULE_LABELS.items() if key in rules}
    form.regel.choices = choices({**gap_sentences.QUESTIONS, **there}, every)
    form.gewicht.choices = choices(WEIGHT_LABELS, every)
    form.gemeinde.choices = choices({place.ags: place.name for place in ties.places()}, every)
    form.sprache.choices = choices({code: gap_sentences.language(code) for code in languages_in(gaps)}, every)
    return form


def move_form() -> MoveForm:
    """What may become of a gap; in work comes first, as the usual answer."""
    form = MoveForm(until_on=clock.today() + timedelta(days=states.WORK_DAYS))
    form.step.choices = choices(MOVE_LABELS)
    return form


def offer_moves(form: MoveForm, gap: Tracked) -> MoveForm:
    """Show only the steps that can happen now; one that was sent twice was possible the first time."""
    possible = [step for step in MOVE_LABELS if states.after(gap.status, step) is not None]
    form.step.choices = choices((step, MOVE_LABELS[step]) for step in possible)
    if form.step.data not in possible:
        form.step.data = possible[0]
    return form


def sides_form(args: Mapping[str, str], own: Sequence[Side], everybody: Sequence[Side]) -> SidesForm:
    """Who is introduced to whom: whom the gap is about, and the best of those they do not know yet."""
    offered = {side.key: side.label for side in (*own, *everybody)}
    one = args.get("one") or (own[0].key if own else "")
    other = args.get("other") or (own[1].key if len(own) > 1 else "")
    other = other or next((side.key for side in everybody if side.key != one), "")
    form = SidesForm(formdata=None, one=one if one in offered else "", other=other if other in offered else "")
    form.one.choices = form.other.choices = choices(offered, _("Bitte wählen"))
    return form
