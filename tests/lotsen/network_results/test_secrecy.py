"""Nobody reads out of a result whom they may not see, and who is deleted or blocked is in none from then on."""

import threading

import pytest
from flask import Flask
from sqlalchemy import delete, select

import network
from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.database import writing
from lotsen.errors import NotYet
from lotsen.extensions import db
from lotsen.gaps import listing, tracking
from lotsen.network_results import renewal, service, worked_out
from lotsen.network_results.models import NetworkResult
from lotsen.network_results.values import ASSESSMENT, Assessments
from lotsen.newcomers import service as newcomers
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.ties import snapshot
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.gaps.scene import Scene, key_of, scene, signed_in
from tests.lotsen.network_results.changes import change
from tests.network_results import renewed
from tests.pages import Pages


def test_regions_keep_apart(any_app: Flask) -> None:
    """Each has results of its own, and sees no others; on PostgreSQL the database says so too."""
    with scope.of(HERE):
        scene()
    with scope.of(ELSEWHERE):
        factories.organisation("mso", ags=factories.GELNHAUSEN)
        db.session.commit()
        with pytest.raises(NotYet):
            service.newest(ASSESSMENT)
        renewed()
        there = {row.id for row in db.session.scalars(select(NetworkResult))}
        db.session.rollback()
    with scope.of(HERE):
        here = {row.id for row in db.session.scalars(select(NetworkResult))}
        assert not here & there
        own = {one.id for one in snapshot.of_region().actors}
        assert {one.facts["actor"] for one in service.newest(ASSESSMENT).whole.gaps if "actor" in one.facts} <= own


@pytest.mark.parametrize("page", ["/netzwerk/luecken", "/netzwerk/haupt-und-ehrenamt", "/netzwerk/verlauf"])
def test_a_role_without_sight_reads_no_volunteer_out_of_a_result(pages: Pages, played: Scene, page: str) -> None:
    """The result holds everybody; what a role sees is decided when it is read. Negative control: the coordination."""
    auditor = factories.account("auditor")
    db.session.commit()
    told = signed_in(pages, auditor).get(page).text
    assert "Selam" not in told
    assert str(played.person.id) not in told
    assert any(str(played.person.id) in one.subject for one in listing_of("coordinator"))
    assert not any(str(played.person.id) in one.subject for one in listing_of("auditor"))


def listing_of(role: str) -> list[network.Finding]:
    """What a role reads."""
    with scope.of(HERE):
        return [one.finding for one in listing.everything(role)]


def test_who_is_deleted_is_in_no_result_from_that_moment_on(any_app: Flask) -> None:
    """In the same transaction; and a job that read her before does not write her back."""
    with scope.of(HERE):
        played = scene()
        key = str(played.person.id)
        assert any(key in one.subject for one in service.newest(ASSESSMENT).whole.gaps)
        change()
        honest = worked_out.WORKED_OUT[ASSESSMENT]

        def _while_somebody_goes(known: snapshot.Known) -> Assessments:
            found = honest(known)
            with writing():
                forget(BY_KEY["volunteer"], db.session.merge(played.person))
                db.session.commit()
            return found

        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(worked_out.WORKED_OUT, ASSESSMENT, _while_somebody_goes)
            assert renewal.renew([ASSESSMENT]) == 0
        assert not list(db.session.scalars(select(NetworkResult.kind).where(NetworkResult.found_sealed.is_not(None))))
        renewed()
        found = service.newest(ASSESSMENT).whole
        assert not any(key in str((one.subject, one.evidence, dict(one.facts))) for one in found.gaps)


def test_a_job_that_begins_beside_a_deletion_reads_nobody_who_goes(
    any_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no result was there to be dropped, none is begun either until the deletion stands."""
    honest, has_read = worked_out.WORKED_OUT[ASSESSMENT], threading.Event()

    def _reads(known: snapshot.Known) -> Assessments:
        has_read.set()
        return honest(known)

    def _job() -> None:
        with any_app.app_context(), scope.of(HERE):
            renewal.renew([ASSESSMENT])
            db.session.remove()

    with scope.of(HERE):
        played = scene()
        key = str(played.person.id)
        with writing():
            db.session.execute(delete(NetworkResult).where(NetworkResult.region_id == HERE))
            db.session.commit()
            monkeypatch.setitem(worked_out.WORKED_OUT, ASSESSMENT, _reads)
            forget(BY_KEY["volunteer"], db.session.merge(played.person))
            job = threading.Thread(target=_job)
            job.start()
            has_read.wait(1)
            db.session.commit()
        job.join(60)
        row = db.session.scalars(select(NetworkResult).where(NetworkResult.kind == ASSESSMENT.key)).one()
        assert key not in str(row.found)
        db.session.rollback()
        renewed()
        assert service.newest(ASSESSMENT)


def test_a_register_block_takes_what_she_asked_for_out_at_once(played: Scene) -> None:
    """And the network read anew holds her request no more, although no request was touched."""
    assert key_of("L1_unversorgt")
    request = snapshot.of_region().requests[0]
    person = db.session.scalars(select(newcomers.Newcomer)).one()
    manager = db.session.get_one(Account, person.case_manager_id)
    newcomers.edit(person.id, {"is_protected": True}, by=manager.id)
    with pytest.raises(NotYet):
        tracking.current()
    assert request not in snapshot.of_region().requests
    renewed()
    assert not [one for one in tracking.current().values() if one.code == "L1_unversorgt"]
