"""Each act of a plan in one plain sentence."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from lotsen.ties.gap_sentences import language, need
from network import Act


def sentence(act: Act, places: Mapping[str, str]) -> str:
    """The act as a coordinator would put it on a list of things to do."""
    facts = act.facts
    place = places.get(str(facts.get("municipality")), _("der Region"))
    if act.kind == "recruit":
        return _(
            "Eine Person mit %(language)s in %(place)s oder im Umkreis von %(km)d km werben, für %(needs)s.",
            language=language(str(facts["language"])),
            place=place,
            km=float(str(facts["radius_km"])),
            needs=", ".join(f"„{need(str(key))}“" for key in _listed(facts["needs"])),
        )
    count = int(str(facts["volunteer_count"]))
    if act.kind == "train":
        return ngettext(
            "Eine Ehrenamtliche oder einen Ehrenamtlichen zu „%(need)s“ schulen.",
            "%(num)d Ehrenamtliche zu „%(need)s“ schulen.",
            count,
            need=need(str(facts["need"])),
        )
    other = places.get(str(facts["from"]), str(facts["from"]))
    return ngettext(
        "%(place)s mit %(other)s bekannt machen: eine Person von dort kann dann auch hier helfen.",
        "%(place)s mit %(other)s bekannt machen: %(num)d Ehrenamtliche von dort können dann auch hier helfen.",
        count,
        place=place,
        other=other,
    )


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
