"""Who pauses or ends is asked no more, and the request does not wait for an answer that will not come."""

import pytest

from lotsen.extensions import db
from lotsen.volunteers import moves
from tests import factories


@pytest.mark.parametrize("step", [moves.pause, lambda key: moves.end(key, reason="keine_zeit")], ids=["pause", "end"])
def test_her_proposal_is_withdrawn_and_the_next_one_is_asked(here, step):
    """The second in line is asked in the same moment."""
    request = factories.help_request(status="angefragt")
    first = factories.proposal(request, position=1)
    second = factories.proposal(request, position=2, status="geplant", asked_at=None, answer_by=None)
    db.session.commit()
    step(first.volunteer_id)
    db.session.expire_all()
    assert (first.status, second.status) == ("zurueckgezogen", "angefragt")
