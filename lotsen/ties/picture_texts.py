"""The words inside the picture, in the reader's language."""

from dataclasses import replace

from flask_babel import gettext as _

from lotsen.ties.directory import sees_people
from network import Texts


def picture_texts(role: str, *, is_part: bool = False) -> Texts:
    """All words of the network's pictures, as a role may read them.

    In a part of the network somebody without ties may have some outside of it, and the picture must not say otherwise.
    """
    texts = _for_reader(role)
    return replace(texts, isolated=_("Ohne Kontakt in dieser Auswahl")) if is_part else texts


def _for_reader(role: str) -> Texts:
    texts = _texts()
    if sees_people(role):
        return texts
    return replace(
        texts,
        description=_("Karte der Gemeinden mit Stellen und Ansprechpersonen und ihrer Zusammenarbeit."),
        isolated=_("Ohne Kontakt zu anderen Stellen"),
        municipality_sentence=_("{name}. Ansprechpersonen: {staff}. Stellen und Vereine: {organisations}. {coverage}"),
        kinds={kind: word for kind, word in texts.kinds.items() if kind != "volunteer"},
        bands={**texts.bands, "quiet": _("Zu wenige Anfragen für eine Aussage")},
    )


def kind_words() -> dict[str, str]:
    """What the three kinds of nodes are called."""
    return {
        "staff": _("Ansprechpersonen"),
        "organisation": _("Stelle oder Verein"),
        "volunteer": _("Ehrenamtliche"),
    }


def _texts() -> Texts:
    return Texts(
        title=_("Netz der Region"),
        description=_("Karte der Gemeinden mit haupt- und ehrenamtlichen Menschen und ihrer Zusammenarbeit."),
        municipality_title=_("Netz in {name}"),
        municipality_description=_("Menschen und Stellen in {name} und ihre Zusammenarbeit."),
        neighbourhood_title=_("Umfeld: {name}"),
        neighbourhood_description=_("{name} und alle, die in einem oder zwei Schritten erreichbar sind."),
        date_line=_("Stand: {date}"),
        filter_line=_("Auswahl: {filter}"),
        legend=_("Legende"),
        paid_staff=_("Hauptamtliche"),
        voluntary_staff=_("Ansprechperson im Ehrenamt"),
        paid_organisation=_("Stelle mit Hauptamtlichen"),
        voluntary_organisation=_("Verein oder Gruppe im Ehrenamt"),
        tie=_("Zusammenarbeit: dicker ist enger"),
        fading_tie=_("Lange kein Kontakt"),
        membership=_("Gehört dazu"),
        isolated=_("Ohne jeden Kontakt im Netz"),
        isolated_short=_("ohne Kontakt"),
        more_ties=_("Gezeigt: die {shown} stärksten von {all} Verbindungen"),
        elsewhere=_("Ohne Gemeinde"),
        municipality_sentence=_(
            "{name}. Ansprechpersonen: {staff}. Ehrenamtliche: {volunteers}. Stellen und Vereine: {organisations}. "
            "Ohne Kontakt: {isolated}. {coverage}"
        ),
        actor_sentence=_("{label}, {kind}. Verbindungen: {ties}. {contact}"),
        last_contact=_("Letzter Kontakt: {date}."),
        steps=_("{count} Schritte entfernt"),
        source=_("Kartengrundlage: © GeoBasis-DE / BKG 2017 (Daten verändert)"),
        records=_("Grundlage: Tandems, Anfragen und eingetragene Zusammenarbeit"),
        kinds=kind_words(),
        bands={
            "open": _("Für viele Anfragen ist niemand da"),
            "partly": _("Für einen Teil ist niemand da"),
            "single": _("Meist könnte nur eine Person helfen"),
            "safe": _("Meist könnten zwei oder mehr helfen"),
            "quiet": _("Kaum Anfragen"),
        },
    )
