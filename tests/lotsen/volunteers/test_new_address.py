"""A mail address that staff correct: the old mailbox opens nothing any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts import mail_links, sign_ins
from lotsen.accounts.models import Account, SignIn
from lotsen.check_ins.models import CheckIn
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices import service as notices
from lotsen.sign_ups.profile import Profile
from lotsen.tandems import telling
from lotsen.volunteers import service
from tests import factories
from tests.conftest import HERE
from tests.pages import Pages

COLUMNS = {"first_name": "Mira", "last_name": "Haddad", "plz": "63654", "ags": factories.BUEDINGEN}


@pytest.fixture
def her(app, here):
    """A volunteer with an account, whose address was written down wrongly."""
    account = factories.account("volunteer", mail="wrong@example.org")
    row = factories.volunteer(mail="wrong@example.org", account_id=account.id)
    db.session.commit()
    return row


def _edit(row, mail):
    service.edit(row.id, Profile(columns=COLUMNS, phone="+49641123456"), mail=mail, organisation_id=None)


def _links(row):
    """Every link that lies in her mailbox: to her page, to sign in, to answer."""
    keys = ((mail_links.STATUS, row.id), (mail_links.SIGN_IN, row.account_id))
    tokens = {purpose: mail_links.create(purpose, key) for purpose, key in keys}
    tokens[mail_links.ANSWER] = mail_links.create(mail_links.ANSWER, factories.proposal(person=row).id)
    db.session.commit()
    return [
        f"/meine-seite/oeffnen/{tokens[mail_links.STATUS]}",
        f"/konto/link/{tokens[mail_links.SIGN_IN]}",
        f"/vorschlaege/antwort/{tokens[mail_links.ANSWER]}",
    ]


def test_links_in_the_old_mailbox_open_nothing(app, her):
    """They open before the address is changed, which is the control, and not after."""
    links = _links(her)
    for link in links:
        Pages(app).get(link)
    with scope.of(HERE):
        _edit(her, "right@example.org")
    for link in links:
        Pages(app).get(link, status=404)


def test_signing_in_follows_the_new_address(her):
    """The account is found by the new address only."""
    _edit(her, "right@example.org")
    assert sign_ins.account_of("wrong@example.org") is None
    assert sign_ins.account_of("right@example.org").id == her.account_id


def test_running_sessions_end_with_the_address(app, her):
    """Whoever is signed in by the old mailbox is out."""
    account = db.session.scalars(select(Account).where(Account.id == her.account_id)).one()
    Pages(app).sign_in(account)
    db.session.rollback()
    _edit(her, "right@example.org")
    assert db.session.scalars(select(SignIn)).one().ended_at is not None


def test_without_an_address_nobody_signs_in(her):
    """The account is locked, not left to the reader of the old mailbox."""
    _edit(her, None)
    assert not sign_ins.account_of("wrong@example.org").is_active


def test_an_address_of_another_account_is_refused(her):
    """Nothing of her changes."""
    factories.account(mail="taken@example.org")
    db.session.commit()
    with pytest.raises(Invalid):
        _edit(her, "taken@example.org")
    db.session.rollback()
    assert sign_ins.account_of("wrong@example.org").id == her.account_id


def test_an_edit_that_keeps_the_address_keeps_the_links(app, her):
    """Negative control: a new telephone number ends nothing."""
    links = _links(her)
    _edit(her, "wrong@example.org")
    for link in links:
        Pages(app).get(link)


def _links_of_tandem(row, side):
    """What lies in the mailbox of one side of a running tandem."""
    tandem = factories.tandem(factories.help_request(status="erprobung"), row, status="erprobung")
    asked = CheckIn(tandem_id=tandem.id, side=side, due_on=clock.today(), asked_at=clock.now(),
                    answer_by=clock.now() + timedelta(days=7))  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    tokens = [telling.link_for(tandem, side, purpose) for purpose in (mail_links.DATES, mail_links.TRIAL)]
    tokens.append(notices.address("check_ins.answer", token=mail_links.create(mail_links.CHECK_IN, asked.id)))
    db.session.commit()
    return ["/" + url.split("/", 3)[3] for url in tokens]


def test_questions_about_her_tandem_and_her_interest_end_too(app, her):
    """With an old link somebody else could end the tandem in her name; the newcomer's own links stay."""
    question = InterestQuestion(volunteer_id=her.id, asked_at=clock.now())
    db.session.add(question)
    db.session.flush()
    hers = [*_links_of_tandem(her, "volunteer"), f"/interesse/{mail_links.create(mail_links.INTEREST, question.id)}"]
    theirs = _links_of_tandem(her, "newcomer")
    db.session.commit()
    for link in hers + theirs:
        Pages(app).get(link)
    with scope.of(HERE):
        _edit(her, "right@example.org")
    for link in hers:
        Pages(app).get(link, status=404)
    for link in theirs:
        Pages(app).get(link)
