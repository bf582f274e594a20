"""Whoever asks for nobody of a language community is not sent to one who grew up in it."""

from lotsen.extensions import db
from lotsen.help_requests.matchable import as_request
from lotsen.volunteers import kept_pool
from tests import factories


def _refused(volunteer, request) -> set[str]:
    """The codes of the rules that keep a volunteer from a request."""
    ranking = kept_pool.pool(request.region_id).rank(as_request(request))
    return {refusal.code for refusal in ranking.refused.get(str(volunteer.id), ())}


def test_a_second_mother_tongue_counts_as_well(here):
    """Arabic and Kurmandschi from home: the wish "nobody who grew up with Kurmandschi" excludes her."""
    person = factories.volunteer(languages={"deu": 5, "ara": 7, "kmr": 7})
    learned = factories.volunteer(languages={"deu": 7, "ara": 6, "kmr": 6})
    wary = factories.help_request(not_own_community="kmr")
    db.session.commit()
    assert "community.own" in _refused(person, wary)
    assert "community.own" not in _refused(learned, wary)


def test_without_the_wish_nobody_is_excluded_for_it(here):
    """The rule is silent where nobody asked for it."""
    person = factories.volunteer(languages={"deu": 5, "kmr": 7, "ara": 7})
    plain = factories.help_request()
    db.session.commit()
    assert "community.own" not in _refused(person, plain)
