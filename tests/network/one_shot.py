"""A small network with everything in it that files carry."""

from __future__ import annotations

from datetime import date

from network import Actor, HelpRequest, Place, Snapshot, Tie

ON = date(2026, 11, 1)
SHOT = Snapshot(
    on=ON,
    places=(Place("06440004", "Büdingen", 50.29, 9.11, rings=(((9.0, 50.2), (9.2, 50.2), (9.1, 50.4)),)),),
    actors=(
        Actor("s1", "staff", "06440004", paid=True, label="Fall <&> Öl", deputy="v1", since=date(2024, 1, 1)),
        Actor("v1", "volunteer", "06440004", paid=False, languages=("tir", "ara"), needs=("gesundheit",)),
        Actor("o1", "organisation", None, paid=False, organisation_kind="mso", capacity=3),
    ),
    ties=(
        Tie("s1", "v1", "tandem", date(2025, 1, 1), date(2026, 10, 1), count=4, intensity=3),
        Tie("v1", "s1", "referral", date(2025, 2, 1), until=date(2027, 1, 1), directed=True),
        Tie("o1", "s1", "membership"),
    ),
    requests=(HelpRequest("r1", "06440004", "ukr", "wohnen", date(2026, 10, 1), staff="s1"),),
)
