"""What the text of a request suggests: offered with its reason, ticked by the Fallmanager:in alone, kept nowhere."""

import re

import pytest
from sqlalchemy import func, select

from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from tests import factories
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.lotsen.help_requests.test_pages import ANSWERS
from tests.pages import Pages

TEXT = "Termin beim Jobcenter, danach Kitaplatz suchen"


@pytest.fixture
def desk(pages: Pages, here: str) -> Pages:
    """A Fallmanager:in at the desk."""
    account = factories.account("case_manager")
    db.session.commit()
    return sign_in(pages, account)


def offered(html: str) -> dict[str, str]:
    """The needs that stand among the suggestions, with the words that led to each."""
    part = re.search(r'class="suggested" .*?</div>\s*</div>', html, re.S)
    found = re.findall(r'id="because-(\w+)">wegen: <q><bdi>(.*?)</bdi>', part[0]) if part else []
    return dict(found)


def ticked(html: str) -> list[str]:
    """The needs that are ticked."""
    boxes = [tag for tag in re.findall(r"<input[^>]*>", html) if 'name="needs"' in tag]
    return re.findall(r'value="(\w+)"', "".join(tag for tag in boxes if "checked" in tag))


def test_the_button_offers_needs_and_ticks_none(desk: Pages) -> None:
    """Each offer quotes the words that led to it; what was ticked and typed stays, and nothing is stored."""
    page = desk.post("/anfragen/neu", {**ANSWERS, "needs": ["schule"], "text": TEXT, "suggest": "1"}, status=200).text
    assert offered(page) == {"geld": "Jobcenter", "kita": "Kitaplatz"}
    assert ticked(page) == ["schule"]
    assert 'value="Samira"' in page
    assert TEXT in page
    assert db.session.scalar(select(func.count()).select_from(HelpRequest)) == 0
    assert db.session.scalar(select(func.count()).select_from(Newcomer)) == 0


def test_each_need_stands_on_the_page_once(desk: Pages) -> None:
    """Offered or not, a need has one box: two could contradict each other."""
    page = desk.post("/anfragen/neu", {**ANSWERS, "text": TEXT, "suggest": "1"}, status=200).text
    values = re.findall(r'name="needs"[^>]*value="(\w+)"', page)
    assert len(values) == len(set(values)) == 19


def test_an_accepted_offer_is_a_need_like_any_other(desk: Pages) -> None:
    """What was ticked among the suggestions is stored; what was not is not."""
    desk.post("/anfragen/neu", {**ANSWERS, "needs": ["geld"], "text": TEXT})
    assert db.session.scalars(select(HelpRequest)).one().needs == ["geld"]


def test_a_form_that_comes_back_with_faults_offers_too(desk: Pages) -> None:
    """Whoever forgot to tick finds the suggestions beside the fault."""
    page = desk.post("/anfragen/neu", {**ANSWERS, "needs": [], "text": TEXT}, status=422).text
    assert offered(page) == {"geld": "Jobcenter", "kita": "Kitaplatz"}


def test_what_is_refused_in_the_text_is_not_offered(desk: Pages) -> None:
    """A note says often enough what nobody needs."""
    page = desk.post("/anfragen/neu", {**ANSWERS, "text": "keine Hilfe beim Jobcenter", "suggest": "1"}, status=200)
    assert offered(page.text) == {}
    assert "keinen Bedarf erkannt" in page.text


def test_a_need_for_a_specialised_service_leads_there(desk: Pages) -> None:
    """Debts are no work for volunteers: the page says so, offers no box and shows who helps."""
    text = "Inkasso und Pfändung"
    page = desk.post("/anfragen/neu", {**ANSWERS, "text": text, "suggest": "1"}, status=200).text
    assert offered(page) == {}
    assert 'name="referral_needs" value="schulden"' in page
    assert "<bdi>Inkasso</bdi>" in page
    answer = desk.post("/anfragen/neu", {**ANSWERS, "text": text, "referral_needs": "schulden"}, status=200)
    assert "Schuldnerberatung" in answer.text


def test_what_is_typed_is_read_and_forgotten(desk: Pages, capfd: pytest.CaptureFixture[str]) -> None:
    """The part that a script fetches leaves no trace: no row, no audit entry, no word in the log."""
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    part = desk.post("/anfragen/bedarfe", {"text": "Jobcenter Zwiebelfisch", "needs": ["wohnen"]}, status=200).text
    assert offered(part) == {"geld": "Jobcenter"}
    assert ticked(part) == ["wohnen"]
    assert "<h1" not in part
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before
    assert "Zwiebelfisch" not in "".join(capfd.readouterr())


def test_sensitive_words_are_refused_as_before(desk: Pages) -> None:
    """A suggestion is no leave to store: health in the text is pointed out when it is saved."""
    sent = {**ANSWERS, "text": "ist schwanger, sucht Hebamme"}
    assert offered(desk.post("/anfragen/neu", {**sent, "suggest": "1"}, status=200).text) == {"gesundheit": "schwanger"}
    assert "Das speichern wir nicht" in desk.post("/anfragen/neu", sent, status=422).text


def test_looking_while_changing_saves_nothing(pages: Pages, here: str) -> None:
    """The button on the page of a change shows suggestions and leaves the request as it was."""
    play = scene()
    desk = sign_in(pages, play.case_manager)
    url = f"/anfragen/{play.request.id}/aendern"
    needs = list(play.request.needs)
    for button in ("suggest", "continue"):
        page = desk.post(url, {**ANSWERS, "needs": ["schule"], "text": TEXT, button: "1"}, status=200).text
        assert offered(page) == {"geld": "Jobcenter", "kita": "Kitaplatz"}
    db.session.expire_all()
    assert play.request.needs == needs
