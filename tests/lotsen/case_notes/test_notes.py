"""Notes: what may be noted, who reads it, and when it comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock
from lotsen.case_notes import service
from lotsen.case_notes.models import CaseNote
from lotsen.extensions import db
from lotsen.own_pages.held_data import everything_about
from tests import factories
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages


def _notes() -> list[CaseNote]:
    db.session.rollback()
    return list(db.session.scalars(select(CaseNote).order_by(CaseNote.created_at)))


def test_a_note_comes_back_on_its_day_and_is_ticked_off(here: str, pages: Pages) -> None:
    """It stands on the work list from that day on, and stays with the person when it is done."""
    set_up = scene()
    desk = sign_in(pages, set_up.case_manager)
    day = clock.today() + timedelta(days=7)
    desk.post(
        f"/notizen/anfrage/{set_up.request.id}", {"text": "Nach den Ferien anrufen", "follow_up_on": day.isoformat()}
    )
    assert "Wiedervorlagen" not in desk.get("/").text
    assert "Nach den Ferien anrufen" in desk.get(f"/anfragen/{set_up.request.id}").text
    with clock.moved_to(clock.now() + timedelta(days=8)):
        assert len(list(db.session.scalars(service.due({set_up.case_manager.id})))) == 1
    assert "Nach den Ferien anrufen" in desk.get("/notizen/").text
    (note,) = _notes()
    desk.post(f"/notizen/{note.id}/erledigt")
    assert "Nach den Ferien anrufen" not in desk.get("/notizen/").text
    assert "erledigt" in desk.get(f"/notizen/person/{set_up.newcomer.id}").text


@pytest.mark.parametrize("text", ["hat Diabetes", "ist Muslim", "Asylantrag wurde abgelehnt"])
def test_what_nobody_may_note_is_refused_and_not_stored(here: str, pages: Pages, text: str) -> None:
    """Health, religion, residence: a sentence says so, and nothing is kept."""
    set_up = scene()
    desk = sign_in(pages, set_up.case_manager)
    page = desk.post(f"/notizen/person/{set_up.newcomer.id}", {"text": text}, status=422).text
    assert "Das speichern wir nicht" in page
    assert _notes() == []


def test_notes_of_a_protected_person_are_for_the_responsible_one(here: str, pages: Pages) -> None:
    """A note may tell a place."""
    set_up = scene(person={"is_protected": True})
    colleague = factories.account("coordinator")
    db.session.commit()
    sign_in(pages, set_up.case_manager).post(f"/notizen/person/{set_up.newcomer.id}", {"text": "Canary im Hof"})
    desk = sign_in(pages, colleague)
    assert "Canary im Hof" not in desk.get(f"/zugewanderte/{set_up.newcomer.id}").text
    desk.get(f"/notizen/person/{set_up.newcomer.id}", status=403)
    desk.get(f"/notizen/person/{set_up.newcomer.id}/auskunft", status=403)
    (note,) = _notes()
    desk.post(f"/notizen/{note.id}/entfernen", status=403)


def test_the_person_may_read_every_note(here: str, pages: Pages) -> None:
    """One page, to be read together or printed."""
    set_up = scene()
    desk = sign_in(pages, set_up.case_manager)
    for text in ("Kommt mittwochs", "Bringt die Unterlagen mit"):
        desk.post(f"/notizen/person/{set_up.newcomer.id}", {"text": text})
    page = desk.get(f"/notizen/person/{set_up.newcomer.id}/auskunft").text
    assert "Kommt mittwochs" in page
    assert "Bringt die Unterlagen mit" in page


def test_a_volunteer_reads_only_notes_that_are_about_her_too(here: str) -> None:
    """What was noted about the newcomer is theirs, not hers."""
    set_up = scene(volunteers=1)
    her = set_up.volunteers[0]
    tandem = factories.tandem(set_up.request, her)
    db.session.commit()
    by = set_up.case_manager.id
    service.add(set_up.newcomer, text="Canary nur Person", by=by, tandem=tandem)
    service.add(set_up.newcomer, text="Sie hilft sehr verlässlich", by=by, tandem=tandem, is_about_volunteer=True)
    held = [row["text"] for row in everything_about(her)["case_note"]]
    assert held == ["Sie hilft sehr verlässlich"]


def test_only_the_author_or_the_responsible_one_takes_a_note_away(here: str, pages: Pages) -> None:
    """Everybody else who works with people may read it."""
    set_up = scene()
    service.add(set_up.newcomer, text="Kommt mittwochs", by=set_up.case_manager.id)
    other = factories.account("case_manager")
    db.session.commit()
    (note,) = _notes()
    sign_in(pages, other).post(f"/notizen/{note.id}/entfernen", status=403)
    sign_in(pages, set_up.case_manager).post(f"/notizen/{note.id}/entfernen")
    assert _notes() == []
