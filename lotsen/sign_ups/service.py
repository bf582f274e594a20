"""Take a volunteer in: sign-up, double opt-in, and the way back for somebody who is known already.

A stranger must not learn who is with us. Whoever signs up sees the same page whether she is known or
not; what differs is the mail, and that reaches only the person herself.
"""

import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from lotsen import clock, scope
from lotsen.accounts import mail_links, sessions, throttle
from lotsen.accounts.models import Account, MailLink
from lotsen.accounts.sign_ins import has_factor
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.crypto import mail_index
from lotsen.database import find, own_transaction
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.notices import service as notices
from lotsen.notices.models import Notice
from lotsen.regions import service as regions
from lotsen.regions.models import PLATFORM
from lotsen.sign_ups import drafts
from lotsen.sign_ups.profile import Profile, fill, phone_index
from lotsen.volunteers.models import Volunteer


@dataclass(frozen=True)
class Opened:
    """What a link of hers opened: her, and the token of a session where one could be started."""

    volunteer_id: uuid.UUID
    session_token: str | None
    is_complete: bool = True  # False: the second factor of her account is still owed


def sign_up(
    draft: drafts.Draft, profile: Profile, *, language: str, allows: tuple[str, ...], network: str = ""
) -> None:
    """Take in what a finished draft says, once, however often it is sent.

    The volunteer gets the key of her draft: a second press finds her, and two at the same moment
    collide in the database.
    """
    _count_mail(profile.mail, network)
    region = regions.municipality(profile.columns["ags"]).region_id
    db.session.rollback()  # the next transaction belongs to her region, and tells PostgreSQL so
    with scope.of(region):
        try:
            _take_in(draft.id, profile, language, allows)
            db.session.commit()
        except IntegrityError:  # somebody with this address, or this very draft, was a moment quicker
            db.session.rollback()
            _take_in(draft.id, profile, language, allows)
            db.session.commit()
    drafts.finish(draft, {"done": {"channel": ["mail" if profile.mail else "phone"]}})


def _take_in(key: uuid.UUID, profile: Profile, language: str, allows: tuple[str, ...]) -> None:
    if db.session.scalar(select(Volunteer.id).where(Volunteer.id == key)):
        return
    known = _known(profile)
    if known is not None:
        _tell_known(known, key)
        return
    volunteer = Volunteer(
        id=key,
        number=_free_number(),
        status_since=clock.now(),
        language=language,
        mail=profile.mail,
        mail_index=mail_index(profile.mail) if profile.mail else None,
        is_adult=True,
        first_name="",
        last_name="",
        plz=profile.columns["plz"],
        ags=profile.columns["ags"],
    )
    db.session.add(volunteer)
    fill(volunteer, profile)
    for purpose in ("privacy_notice", *allows):
        consents.give(purpose, volunteer, language=language)
    audit.record("sign_ups.sign_up", volunteer, ags=volunteer.ags, has_mail=bool(profile.mail))
    if profile.mail:
        _ask_to_confirm(volunteer, key, profile.mail)


def _known(profile: Profile) -> Volunteer | None:
    """Whoever already has this mail address or telephone number in the region; the address decides first."""
    same = []
    if profile.mail:
        same.append(Volunteer.mail_index == mail_index(profile.mail))
    if profile.phone:
        same.append(Volunteer.phone_index == phone_index(profile.phone))
    found = list(db.session.scalars(select(Volunteer).where(or_(*same)).order_by(Volunteer.created_at)))
    by_mail = [one for one in found if profile.mail and one.mail_index == mail_index(profile.mail)]
    return next(iter([*by_mail, *found]), None)


def _tell_known(known: Volunteer, key: uuid.UUID) -> None:
    """Write to the person herself that she is with us; without an address there is nobody to write to."""
    audit.record("sign_ups.recognise", known)
    if not known.mail:
        return
    if known.mail_confirmed_at is None and known.account_id is None and _signed_up_online(known):
        _ask_to_confirm(known, key, known.mail)
        return
    token = mail_links.create(mail_links.STATUS, known.id)
    notices.write(
        "sign_up_known",
        mail=known.mail,
        language=known.language,
        once=f"sign_up_known:{key}",
        subject_id=known.id,
        link=notices.address("own_pages.enter", token=token),
    )


def _signed_up_online(volunteer: Volunteer) -> bool:
    asked = MailLink.subject_id == volunteer.id, MailLink.purpose == mail_links.CONFIRM_SIGN_UP
    return db.session.scalar(select(MailLink.id).where(*asked).limit(1)) is not None


def _ask_to_confirm(volunteer: Volunteer, key: uuid.UUID, mail: str) -> None:
    token = mail_links.create(mail_links.CONFIRM_SIGN_UP, volunteer.id)
    notices.write(
        "confirm_sign_up",
        mail=mail,
        language=volunteer.language,
        once=f"confirm_sign_up:{key}",
        subject_id=volunteer.id,
        link=notices.address("sign_ups.confirm", token=token),
    )


def _free_number() -> str:
    """A number that says nothing about who came first; longer ones where the short ones become rare."""
    for attempt in range(60):
        digits = 4 if attempt < 20 else 6
        number = f"V-{10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1))}"
        if not db.session.scalar(select(Volunteer.id).where(Volunteer.number == number)):
            return number
    raise RuntimeError("no free number in this region")


def send_resume_link(draft: drafts.Draft, *, mail: str, language: str, step: str, network: str = "") -> None:
    """Mail a link to go on with a draft later, also on another device."""
    _count_mail(mail, network)
    db.session.rollback()
    with scope.of(PLATFORM):
        token = mail_links.create(mail_links.RESUME_SIGN_UP, draft.id, step=step)
        notices.write(
            "sign_up_resume",
            mail=mail,
            language=language,
            once=f"sign_up_resume:{secrets.token_hex(16)}",
            subject_id=draft.id,
            link=notices.address("sign_ups.resume", token=token),
        )
        audit.record("sign_ups.send_resume_link", "sign_up_draft", draft.id)
        db.session.commit()


def _count_mail(mail: str | None, network: str) -> None:
    """Nobody gets more mails from us than a few, whoever types the address."""
    subjects = [(throttle.MAILS, mail)] if mail else []
    if network:
        subjects.append((throttle.MAIL_REQUESTS, network))
    if subjects:
        db.session.rollback()
        throttle.count(*subjects)


def resume(link: MailLink) -> tuple[str, str]:
    """Use a link up and go on with its draft: the new token, and the screen to go to."""
    mail_links.use_up(link)
    token = drafts.renew(link.subject_id, db.session())
    if token is None:
        raise Invalid
    db.session.commit()
    return token, link.facts.get("step", "person")


def confirm(link: MailLink, *, device: str = "") -> Opened:
    """Confirm the address a link was sent to, and open her own page."""
    mail_links.use_up(link)
    volunteer = _locked(link.subject_id)
    volunteer.mail_confirmed_at = volunteer.mail_confirmed_at or clock.now()
    account = _account_of(volunteer)
    audit.record("sign_ups.confirm", volunteer, account_id=account.id if account else None)
    return _open(volunteer, account, device)


def open_own_page(link: MailLink, *, device: str = "") -> Opened:
    """Open her own page to the bearer of a link that was sent to her address."""
    volunteer = _locked(link.subject_id)
    mail_links.use_up(link)
    volunteer.mail_confirmed_at = volunteer.mail_confirmed_at or clock.now()
    account = _account_of(volunteer)
    audit.record("own_pages.enter", volunteer, account_id=account.id if account else None)
    return _open(volunteer, account, device)


def _locked(volunteer_id: uuid.UUID) -> Volunteer:
    return find(select(Volunteer).where(Volunteer.id == volunteer_id).with_for_update())


def _open(volunteer: Volunteer, account: Account | None, device: str) -> Opened:
    if account is None:
        db.session.commit()
        return Opened(volunteer.id, None)
    is_complete = not has_factor(account)  # a mail does not stand in for the second factor
    token = sessions.start(db.session(), account, is_complete=is_complete, device=device)
    db.session.commit()
    return Opened(volunteer.id, token, is_complete)


def _account_of(volunteer: Volunteer) -> Account | None:
    """Her account, made where her address has none.

    None where the address belongs to staff or to another region: a mailed link never opens those.
    """
    if volunteer.account_id is not None:
        account = find(select(Account).where(Account.id == volunteer.account_id))
        return account if account.role == "volunteer" and account.is_active else None
    index = mail_index(volunteer.mail or "")
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        taken = session.scalar(select(Account).where(Account.mail_index == index))
    if taken is not None:
        if taken.region_id != volunteer.region_id or taken.role != "volunteer" or not taken.is_active:
            return None
        account = find(select(Account).where(Account.id == taken.id))
    else:
        account = Account(
            role="volunteer",
            mail=volunteer.mail,
            mail_index=index,
            display_name=f"{volunteer.first_name} {volunteer.last_name}",
            language=volunteer.language,
        )
        db.session.add(account)
    volunteer.account_id = account.id
    return account


def forget_unfinished() -> int:
    """Delete drafts and sign-ups whose address nobody confirmed for seven days; how many. A job.

    Only who signed up online is meant: whoever staff entered or imported never had a link to confirm.
    """
    count = drafts.forget_old()
    asked = select(MailLink.subject_id).where(MailLink.purpose == mail_links.CONFIRM_SIGN_UP)
    unconfirmed = select(Volunteer).where(
        Volunteer.status == "interessiert",
        Volunteer.mail_confirmed_at.is_(None),
        Volunteer.account_id.is_(None),
        Volunteer.created_at <= clock.now() - drafts.LIFETIME,
        Volunteer.id.in_(asked),
    )
    with scope.everywhere("unconfirmed sign-ups of all regions"):
        for volunteer in list(db.session.scalars(unconfirmed)):
            for mail in db.session.scalars(select(Notice).where(Notice.subject_id == volunteer.id)):
                db.session.delete(mail)
            audit.record("sign_ups.forget", volunteer)
            db.session.delete(volunteer)
            count += 1
        db.session.commit()
    return count
