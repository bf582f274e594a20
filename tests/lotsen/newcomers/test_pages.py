"""Newcomers: who sees what, above all where somebody lives and how to reach them."""

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts import mail_links
from lotsen.audit.models import AuditEntry
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.newcomers import service
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from lotsen.tandems import telling
from tests import factories
from tests.conftest import ELSEWHERE
from tests.lotsen.help_requests.scene import Desk, Scene, scene, sign_in
from tests.pages import Pages


@pytest.fixture
def hidden(app: Flask, here: str) -> Scene:
    """Somebody with a register block, in Nidda."""
    return scene(person={"is_protected": True, "ags": factories.NIDDA, "contact": "KANARIKONTAKT"})


@pytest.fixture
def colleague(app: Flask, hidden: Scene) -> Desk:
    """A coordinator of the same region who is not responsible."""
    account = factories.account("coordinator")
    db.session.commit()
    return sign_in(Pages(app), account)


def test_contact_is_shown_by_an_explicit_recorded_click(app: Flask, here: str) -> None:
    """Not on the page, only behind the button, only for the responsible one, and in the chain."""
    play = scene()
    desk = sign_in(Pages(app), play.case_manager)
    url, contact = f"/zugewanderte/{play.newcomer.id}", str(play.newcomer.contact)
    assert contact not in desk.get(url).text
    assert contact in desk.post(f"{url}/kontakt", status=200).text
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "newcomers.reveal_contact")).one()


def test_nobody_else_reveals_a_contact(colleague: Desk, hidden: Scene) -> None:
    """Not even a coordinator."""
    colleague.post(f"/zugewanderte/{hidden.newcomer.id}/kontakt", status=403)


def test_a_protected_place_shows_nowhere(colleague: Desk, hidden: Scene) -> None:
    """Neither on a page nor in a list, by no filter, and no distance leads there."""
    request, person = f"/anfragen/{hidden.request.id}", f"/zugewanderte/{hidden.newcomer.id}"
    for url in (request, person, f"{request}?regel=radius"):
        text = colleague.get(url).text
        assert "Nidda" not in text
        assert "KANARIKONTAKT" not in text
        assert hidden.volunteers[0].last_name not in text
    for listing in ("/anfragen/", "/zugewanderte/"):
        text = colleague.get(f"{listing}?whose=alle").text
        assert hidden.newcomer.alias in text
        assert ">Nidda<" not in text.replace(">Nidda</option>", "")
        filtered = colleague.get(f"{listing}?whose=alle&ags={factories.NIDDA}").text
        assert hidden.newcomer.alias not in filtered
    colleague.get(f"{person}/aendern", status=403)


def test_the_responsible_one_sees_the_place(app: Flask, hidden: Scene) -> None:
    """Negative control: it is there, and the ranking with it."""
    desk = sign_in(Pages(app), hidden.case_manager)
    assert "Nidda" in desk.get(f"/zugewanderte/{hidden.newcomer.id}").text
    assert "Wer passt?" in desk.get(f"/anfragen/{hidden.request.id}").text


def test_edit_keeps_what_a_colleague_may_not_change(app: Flask, here: str) -> None:
    """A colleague helps out with the rest; contact and protection stay."""
    play = scene()
    account = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(Pages(app), account)
    url = f"/zugewanderte/{play.newcomer.id}/aendern"
    answers: dict[str, object] = {
        "alias": "Neu", "ags": factories.NIDDA, "language": "ar", "contact": "geraten", "is_protected": "y",
        "languages-0-language": "ara", "languages-0-level": "7", "languages-0-script": "",
        "languages-1-language": "", "languages-1-level": "", "languages-1-script": "",
        "age_band": "", "gender": "", "household_type": "", "accommodation": "",
    }  # fmt: skip
    before = play.newcomer.contact
    desk.change(url, {**answers, "note": "hat Diabetes"}, status=422)
    desk.change(url, answers)
    db.session.expire_all()
    assert (play.newcomer.alias, play.newcomer.contact, play.newcomer.is_protected) == ("Neu", before, False)
    assert play.request.ags == factories.NIDDA


def test_withdrawal_stops_everything(app: Flask, here: str) -> None:
    """Requests close, tandems end, places are free; the evidence stays."""
    play = scene()
    play.volunteers[0].taken_count = 1
    tandem = factories.tandem(play.request, play.volunteers[0])
    play.request.status = "aktiv"
    db.session.commit()
    desk = sign_in(Pages(app), play.case_manager)
    desk.post(f"/zugewanderte/{play.newcomer.id}/widerruf")
    db.session.expire_all()
    assert (tandem.is_running, tandem.end_reason, play.volunteers[0].taken_count) == (False, "widerruf", 0)
    assert play.request.status == "abgebrochen"
    assert db.session.scalars(select(Consent)).one().withdrawn_at
    desk.post(f"/anfragen/{play.request.id}/oeffnen", status=409)


def test_foreign_newcomers_look_missing(app: Flask, here: str) -> None:
    """Another region's newcomer answers like none."""
    play = scene()
    with scope.of(ELSEWHERE):
        account = factories.account("case_manager")
        db.session.commit()
        desk = sign_in(Pages(app), account)
    for path in ("", "/aendern"):
        desk.get(f"/zugewanderte/{play.newcomer.id}{path}", status=404)
    desk.post(f"/zugewanderte/{play.newcomer.id}/kontakt", status=404)
    desk.post(f"/zugewanderte/{play.newcomer.id}/widerruf", status=404)
    assert play.newcomer.alias not in desk.get("/zugewanderte/?whose=alle").text


@pytest.mark.parametrize("role", ["volunteer", "region_admin", "auditor", "operator"])
def test_only_case_work_opens_the_doors(app: Flask, here: str, role: str) -> None:
    """Who does no case work sees no newcomer."""
    account = factories.account(role)
    if role == "operator":
        with scope.everywhere("test"):
            db.session.commit()
    db.session.commit()
    desk = Desk(app)
    with scope.everywhere("test"):
        desk = sign_in(Pages(app), account)
    for url in ("/anfragen/", "/anfragen/neu", "/zugewanderte/", "/tandems/"):
        desk.get(url, status=403)


def test_only_the_responsible_one_asks_for_somebody_protected(app: Flask, colleague: Desk, hidden: Scene) -> None:
    """Who suits and who does not would lead to the hidden place, one guess after the other."""
    url, asked = f"/anfragen/{hidden.request.id}/fragen", {"volunteers": [str(hidden.volunteers[0].id)]}
    colleague.post(url, asked, status=403)
    assert db.session.scalar(select(Proposal.id)) is None
    db.session.rollback()
    answer = sign_in(Pages(app), hidden.case_manager).post(url, asked, status=422)  # control: now the rules speak
    assert "passt inzwischen nicht mehr" in answer.text


def test_a_refused_form_leaves_its_look_in_the_record(app: Flask, here: str) -> None:
    """A form that is sent empty on purpose shows the person all the same."""
    play = scene()
    desk = sign_in(Pages(app), play.case_manager)
    page = desk.post(f"/anfragen/{play.request.id}/schliessen", {"reason": ""}, status=422)
    assert play.newcomer.alias in page.text
    looks = select(AuditEntry).where(AuditEntry.action == "help_requests.view")
    assert db.session.scalars(looks).one().subject_id == play.request.id


@pytest.mark.parametrize(
    ("change", "ends"),
    [({"contact": "neu@example.org"}, True), ({"is_protected": True}, True), ({"contact_hint": "abends"}, False)],
)
def test_an_old_mailbox_or_a_register_block_ends_links_and_takes_mails_back(
    app: Flask, here: str, change: dict[str, object], ends: bool
) -> None:
    """What was on its way does not go out, and what lies there opens nothing; any other change leaves both."""
    play = scene(volunteers=1, status="erprobung", person={"contact": "alt@example.org"})
    tandem = factories.tandem(play.request, play.volunteers[0], status="erprobung")
    telling.tell_side(
        "meeting_fixed", play.request, tandem, "newcomer", once="x", at=clock.now(), purpose=mail_links.TRIAL
    )
    hers = telling.link_for(tandem, "volunteer", mail_links.TRIAL)
    theirs = telling.link_for(tandem, "newcomer", mail_links.TRIAL)
    db.session.commit()
    service.edit(play.newcomer.id, change, by=play.case_manager.id)
    assert db.session.scalars(select(Notice)).one().status == ("cancelled" if ends else "waiting")
    Desk(app).get("/" + hers.split("/", 3)[3])
    Desk(app).get("/" + theirs.split("/", 3)[3], status=404 if ends else 200)
