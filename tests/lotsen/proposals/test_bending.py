"""Asking in spite of a rule: by one click where the rule may bend, never where it protects somebody."""

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen.audit.models import AuditEntry
from lotsen.database import writing
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.proposals import ranking, reasons, service
from lotsen.proposals.models import Proposal
from tests import factories
from tests.lotsen.help_requests.scene import Scene, scene, sign_in
from tests.pages import Pages


@pytest.fixture
def far(app: Flask, here: str) -> Scene:
    """Nobody suits: the one volunteer lives farther away than she travels."""
    played = scene(0)
    played.volunteers = [factories.volunteer(ags=factories.NIDDA, plz="63667", radius_km=5)]
    db.session.commit()
    return played


def test_what_would_help_is_told_with_its_best_person(far: Scene) -> None:
    """One rule, one person more, what speaks against her, and that she may be asked."""
    (line,) = ranking.page_of(far.request).helps
    assert (line.codes, line.count, line.best.id, line.may_ask) == (("radius",), 1, far.volunteers[0].id, True)
    assert "fährt bis 5 km" in line.but[0]


def test_two_rules_are_told_only_for_whom_both_keep_away(far: Scene) -> None:
    """Whom the way alone keeps away stands once; a second line needs somebody whom it would really bring."""
    far.request.times = ["mon-am"]
    both = factories.volunteer(ags=factories.NIDDA, plz="63667", radius_km=5, times=["sun-eve"])
    db.session.commit()
    helps = ranking.page_of(far.request).helps
    assert [(line.codes, line.best.id) for line in helps] == [
        (("radius",), far.volunteers[0].id),
        (("radius", "time.none"), both.id),
    ]


def test_somebody_is_asked_in_spite_of_the_way(far: Scene) -> None:
    """The exception stands in the reasons, in the circumstances and in the record; without it she is refused."""
    key, asked = far.volunteers[0].id, far.request.id
    with writing():
        with pytest.raises(Invalid):
            service.propose(asked, [key], by=far.case_manager.id)
        with pytest.raises(Invalid):
            service.propose(asked, [key], by=far.case_manager.id, bending=frozenset({"radius"}), because="")
        service.propose(asked, [key], by=far.case_manager.id, bending=frozenset({"radius"}), because="abgesprochen")
    proposal = db.session.scalars(select(Proposal)).one()
    assert proposal.status == "angefragt"
    assert (proposal.circumstances or {})["bent"] == ["radius"]
    assert (proposal.circumstances or {})["because"] == "abgesprochen"
    told = reasons.told_to_volunteer(proposal.reasons, is_protected=False)
    assert [one.kind for one in told if "fährt bis" in one.text] == ["weak"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "proposals.propose")).one()
    assert (entry.facts["bent"], entry.facts["because"]) == (["radius"], "abgesprochen")


@pytest.mark.parametrize(
    ("person", "request_values", "rule"),
    [
        ({"gender": "m"}, {"wants_gender": "w", "gender_is": "must"}, "gender.must"),
        ({}, {"involves_minors": True}, "minors.clearance"),
        ({"needs": (), "not_needs": ("behoerde",)}, {}, "need.excluded"),
        ({"capacity": 1, "taken_count": 1}, {}, "capacity.full"),
        ({"status": "pausiert"}, {}, "not_released"),
    ],
)
def test_a_rule_that_protects_never_bends(app: Flask, here: str, person: dict, request_values: dict, rule: str) -> None:
    """Whatever is sent by hand."""
    played = scene(0, **request_values)
    kept_away = factories.volunteer(**person)
    db.session.commit()
    (line,) = ranking.page_of(played.request).helps
    assert (line.codes, line.may_ask) == ((rule,), False)
    with writing(), pytest.raises(Invalid):
        service.propose(
            played.request.id, [kept_away.id], by=played.case_manager.id, bending=frozenset({rule}), because="eilt"
        )


def test_the_record_names_only_rules_that_were_really_bent(far: Scene) -> None:
    """A form sent by hand names more: neither the record nor the reasons say that a woman's wish was set aside."""
    named = frozenset({"radius", "gender.must", "time.none"})
    with writing():
        (asked,) = service.propose(
            far.request.id, [far.volunteers[0].id], by=far.case_manager.id, bending=named, because="eilt"
        )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "proposals.propose")).one()
    assert entry.facts["bent"] == asked.circumstances["bent"] == ["radius"]


def test_the_page_asks_by_one_click_and_still_knows_why_later(pages: Pages, far: Scene) -> None:
    """From the line to the question, then the same reasons after everything has changed."""
    volunteer, request_id = far.volunteers[0], far.request.id
    desk = sign_in(pages, far.case_manager)
    assert "trotzdem fragen" in desk.get(f"/anfragen/{request_id}").text
    desk.post(f"/anfragen/{request_id}/fragen", {"volunteers": str(volunteer.id), "bend": "radius", "because": "eilt"})
    proposal = db.session.scalars(select(Proposal)).one().id
    before = desk.get(f"/vorschlaege/{proposal}/warum").text
    assert "fährt bis 5 km" in before
    assert "Zu weit entfernt" in before
    assert "Es eilt" in before
    volunteer.radius_km, volunteer.times = 50, []
    db.session.commit()
    after = desk.get(f"/vorschlaege/{proposal}/warum").text
    assert _card(before) == _card(after)


def _card(page: str) -> str:
    return page.split('class="reasons"', 1)[1].split("</ul>", 1)[0]
