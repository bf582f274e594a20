"""The filters and sliders of the network's pages, filled with what stands in the address."""

from collections.abc import Mapping

from flask_babel import gettext as _

from lotsen.forms import choices
from lotsen.ties import supply
from lotsen.ties.forms import CoverageFilter, PictureFilter, WishForm
from lotsen.ties.helping import Wish
from lotsen.ties.picture_texts import picture_texts
from lotsen.ties.sight import View

WINDOWS = (None, 30, 90, 180, 365)


def picture_filter(view: View, role: str) -> PictureFilter:
    """Which part of the network is drawn."""
    form = PictureFilter(
        formdata=None, gemeinde=view.municipality, knoten=view.node, art=list(view.kinds),
        fenster=str(view.window_days or ""),
    )  # fmt: skip
    form.art.choices = choices(picture_texts(role).kinds)
    form.fenster.choices = choices(
        ((days, _("in den letzten %(days)d Tagen", days=days)) for days in WINDOWS if days), _("egal wann")
    )
    return form


def coverage_filter(found: supply.Supply) -> CoverageFilter:
    """Which part of supply and demand is listed."""
    choice = found.choice
    form = CoverageFilter(
        formdata=None, sprache=choice.language, thema=choice.need, gemeinde=choice.municipality,
        ansicht="einzeln" if choice.is_flat else "",
    )  # fmt: skip
    for field in (form.sprache, form.thema, form.gemeinde):
        field.choices = choices(found.options[field.short_name], _("alle"))
    return form


def wish(args: Mapping[str, str]) -> tuple[WishForm, Wish]:
    """What acts may cost; anything that is no number within its bounds is as at the start."""
    start = Wish()
    found = Wish(
        budget=_within("budget", args, start.budget),
        recruit=_within("werben", args, start.recruit),
        train=_within("schulen", args, start.train),
        introduce=_within("vorstellen", args, start.introduce),
        count=_within("zahl", args, start.count),
        people=2 if args.get("personen") == "2" else 1,
    )
    form = WishForm(
        formdata=None, budget=found.budget, werben=found.recruit, schulen=found.train, vorstellen=found.introduce,
        zahl=found.count, personen=str(found.people),
    )  # fmt: skip
    return form, found


def _within(name: str, args: Mapping[str, str], start: int) -> int:
    text = args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return start
    low, high = WishForm.BOUNDS[name]
    return min(high, max(low, int(text)))
