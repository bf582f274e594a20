"""Fill an empty register with invented people, and say how to sign in as each role."""

import random
from dataclasses import dataclass

import pyotp
from argon2 import PasswordHasher
from flask import current_app
from sqlalchemy import select

from lotsen import clock, crypto, scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import writing
from lotsen.demonstration.cast import Cast, add_account
from lotsen.demonstration.check_ins import add_check_ins
from lotsen.demonstration.history import History
from lotsen.demonstration.newcomers import add_newcomers
from lotsen.demonstration.organisations import add_organisations
from lotsen.demonstration.planned_meetings import add_planned_meetings
from lotsen.demonstration.rare_speaker import add_rare_speaker
from lotsen.demonstration.volunteers import add_volunteers
from lotsen.demonstration.waiting import add_waiting
from lotsen.demonstration.world import World
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.matching_runs import service as matching_runs
from lotsen.matching_runs import suggestions
from lotsen.regions.models import PLATFORM

#: The Wetteraukreis and two neighbours, with how much happens there.
REGIONS = (("06440", 1.0), ("06435", 0.2), ("06535", 0.2))
VOLUNTEERS, NEWCOMERS = 214, 286
PASSWORD = "Bruecke-ueber-die-Nidda"  # noqa: S105 - of invented people, in the demonstration only
SEED_OF_CODES = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NAMES = {
    "case_manager": ("Katrin Vogel", "Amir Sadeghi", "Petra Lindner", "Jonas Weber"),
    "coordinator": ("Miriam Schäfer",),
    "region_admin": ("Stefan Ruppel",),
    "auditor": ("Christine Bechtold",),
}


@dataclass(frozen=True)
class Role:
    """A ready sign-in: who, and what is typed."""

    role: str
    name: str
    mail: str


def mail_of(role: str, region_id: str, number: int = 1) -> str:
    """The address of an account of the demonstration."""
    return f"{role.replace('_', '-')}{number}.{region_id}@example.org"


def fill(*, seed: int) -> str:
    """Write everything in one transaction per region; Conflict when people are there already."""
    with scope.everywhere("the demonstration fills three regions"), writing():
        if db.session.scalar(select(Account.id).limit(1)) is not None:
            return "Die Vorführdaten stehen schon."
        dice = random.Random(seed)  # noqa: S311 - invented people need repeatable dice, not secret ones
        hashed = PasswordHasher().hash(PASSWORD)
        casts = [_fill_region(region, size, dice, hashed) for region, size in REGIONS]
        _add_operator(hashed)
        db.session.commit()
        _use_the_desk()
    return ", ".join(
        f"{sum(len(getattr(cast, what)) for cast in casts)} {label}"
        for what, label in (
            ("volunteers", "Ehrenamtliche"),
            ("newcomers", "Zugewanderte"),
            ("organisations", "Stellen"),
        )
    )


def _fill_region(region_id: str, size: float, dice: random.Random, hashed: str) -> Cast:
    cast = Cast(World.of(region_id, dice, clock.today(), size))
    for role, names in NAMES.items():
        for number, name in enumerate(names if size == 1 else names[:2], start=1):
            add_account(
                cast, role, mail_of(role, region_id, number), name, password_hash=hashed, totp_seed=SEED_OF_CODES
            )
    add_organisations(cast)
    add_volunteers(cast, round(VOLUNTEERS * size))
    add_newcomers(cast, round(NEWCOMERS * size))
    History(cast).play()
    _give_account(cast, hashed)
    add_waiting(cast)
    add_check_ins(cast)
    add_planned_meetings(cast)
    if size == 1:
        add_rare_speaker(cast)
    db.session.flush()
    audit.record("demonstration.fill", "region", region=region_id, volunteers=len(cast.volunteers))
    return cast


def _use_the_desk() -> None:
    """One finished preview of the main Landkreis, and suggestions, as its coordinator would have them."""
    with scope.of(REGIONS[0][0]):
        coordinator = db.session.scalars(select(Account.id).where(Account.role == "coordinator").limit(1)).one()
        matching_runs.solve(by=coordinator, scale=50)
        suggestions.refresh()


def _give_account(cast: Cast, hashed: str) -> None:
    """The volunteer with most to see gets a sign-in of her own."""
    released = [one for one in cast.volunteers if one.status == "freigegeben" and one.mail]
    chosen = max(released, key=lambda one: (one.taken_count, one.number))
    account = add_account(
        cast, "volunteer", str(chosen.mail), f"{chosen.first_name} {chosen.last_name}", password_hash=hashed
    )
    chosen.account_id = account.id


def _add_operator(hashed: str) -> None:
    mail = mail_of("operator", PLATFORM)
    db.session.add(
        Account(
            region_id=PLATFORM,
            role="operator",
            mail=mail,
            mail_index=crypto.mail_index(mail),
            display_name="Betrieb",
            password_hash=hashed,
            totp_seed=SEED_OF_CODES,
        )
    )


def roles() -> list[Role]:
    """One account per role of the main Landkreis."""
    main = REGIONS[0][0]
    with scope.everywhere("ready sign-ins of the demonstration"):
        accounts = [*db.session.scalars(select(Account).where(Account.region_id.in_((main, PLATFORM))))]
        order = ("volunteer", "case_manager", "coordinator", "region_admin", "auditor", "operator")
        found = {account.role: account for account in sorted(accounts, key=lambda one: one.mail, reverse=True)}
        return [Role(role, found[role].display_name, found[role].mail) for role in order if role in found]


def account_of(role: str) -> Account:
    """The account of a role; Conflict when the demonstration is not filled."""
    with scope.everywhere("ready sign-ins of the demonstration"):
        for ready in roles():
            if ready.role == role:
                return db.session.scalars(
                    select(Account).where(Account.mail_index == crypto.mail_index(ready.mail))
                ).one()
    raise Conflict


def current_code() -> str:
    """The second factor of every account of the demonstration, valid now."""
    return pyotp.TOTP(SEED_OF_CODES).now()


def sign_ins() -> list[str]:
    """Lines for the shell: one ready sign-in per role."""
    url = current_app.config["LOTSEN"].public_url.rstrip("/")
    lines = [f"Mit einem Klick in jede Rolle: {url}/vorfuehrung"]
    lines += [f"  {ready.role:14} {ready.mail:44} {PASSWORD}" for ready in roles()]
    return [*lines, "  Einmalcode für Hauptamtliche: steht auf derselben Seite."]
