"""Who stands in the network: paid staff, volunteers, and organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STAFF, VOLUNTEER, ORGANISATION = "staff", "volunteer", "organisation"
KINDS = (STAFF, ORGANISATION, VOLUNTEER)

# Organisations that run on volunteers; every other one has paid staff.
VOLUNTARY_ORGANISATIONS = frozenset(
    {
        "mso", "helferkreis", "kirchengemeinde", "moscheegemeinde_andere_religion", "sportverein",
        "kulturverein", "feuerwehr", "tafel_kleiderkammer", "frauengruppe", "freiwilligenagentur",
    }
)  # fmt: skip
# Who answers for a municipality: rule L12 looks for one of these or for a staff member.
ANCHORS = frozenset({"helferkreis", "mso", "freiwilligenagentur", "frauengruppe", "kulturverein"})
# The public side that a migrant organisation should be tied to (rule L5).
PUBLIC_CONTACTS = frozenset({"wir_vielfaltszentrum", "gemeinde", "landkreis", "kreisfreie_stadt", "sonderstatusstadt"})

# Organisations whose task the law gives to them and to nobody else in their territory (§ 71 AufenthG, § 6 SGB II,
# § 69 SGB VIII, § 97 SGB XII …): what they do is a duty, not an offer beside others (rule L10).
AUTHORITIES = frozenset(
    {
        "rp_darmstadt", "rp_giessen", "landkreis", "kreisfreie_stadt", "sonderstatusstadt", "gemeinde",
        "auslaenderbehoerde", "sozialamt", "jobcenter", "agentur_fuer_arbeit", "jugendamt", "gesundheitsamt",
        "staatliches_schulamt", "buergeramt",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """One person or organisation, without name, address or contact.

    `label` is a display text that the caller may give; nothing computes with it.
    `languages` are those spoken well enough to help in, `needs` are keys of the
    catalogue. `serves` lists further municipalities somebody works for.
    `mode` is the job of staff, `modes` are all engagements of a volunteer: who is
    Lotsin and Laiendolmetscherin counts in both pools.
    `capacity` is how many tandems somebody carries at once, `load` how many there
    are today; a capacity of None means that nobody has set a limit.

    >>> Actor("v1", "volunteer", "06440004", paid=False, capacity=2, load=2).has_room
    False
    """

    id: str
    kind: str
    municipality: str | None
    paid: bool
    label: str = ""
    organisation: str | None = None
    organisation_kind: str | None = None
    mode: str | None = None
    languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    capacity: int | None = None
    load: int = 0
    radius_km: float | None = None
    is_remote: bool = False
    is_woman: bool | None = None
    is_released: bool = True
    deputy: str | None = None
    since: date | None = None
    until: date | None = None
    modes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Actor {self.id}: kind must be one of {', '.join(KINDS)}, not {self.kind!r}")

    @property
    def has_room(self) -> bool:
        """Can somebody still be introduced to this actor?"""
        return self.capacity is None or self.load < self.capacity

    @property
    def is_voluntary_organisation(self) -> bool:
        """Is this an organisation carried by volunteers?"""
        return self.kind == ORGANISATION and (not self.paid or self.organisation_kind in VOLUNTARY_ORGANISATIONS)

    @property
    def territory(self) -> tuple[str, ...]:
        """The municipalities that the actor works for, its own first."""
        own = (self.municipality,) if self.municipality else ()
        return tuple(dict.fromkeys(own + self.serves))

    def is_active(self, on: date) -> bool:
        """Was the actor part of the network on that day?"""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)
