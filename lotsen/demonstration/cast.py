"""Everybody who plays a part in one region of the demonstration."""

from dataclasses import dataclass, field
from datetime import date

from lotsen import crypto
from lotsen.accounts.models import Account
from lotsen.demonstration.world import World
from lotsen.extensions import db
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.volunteers.models import Volunteer

#: How often a need is asked for and offered; the shares are invented.
NEED_WEIGHTS = {
    "behoerde": 9,
    "wohnen": 7,
    "sprache": 7,
    "alltag": 6,
    "arbeit": 6,
    "schule": 5,
    "gesundheit": 6,
    "kita": 4,
    "familie": 3,
    "begegnung": 4,
    "digital": 3,
    "frauen": 3,
    "freizeit": 3,
    "geld": 3,
    "mobilitaet": 2,
    "ausbildung": 2,
    "jugend": 2,
    "senioren": 1,
    "aufenthalt": 2,
}


@dataclass
class Cast:
    """Everybody who plays a part in one region."""

    world: World
    accounts: dict[str, list[Account]] = field(default_factory=dict)
    organisations: list[Organisation] = field(default_factory=list)
    staff: list[StaffMember] = field(default_factory=list)
    volunteers: list[Volunteer] = field(default_factory=list)
    newcomers: list[tuple[Newcomer, date, list[str]]] = field(default_factory=list)
    needs_of: dict[object, list[str]] = field(default_factory=dict)
    languages_of: dict[object, dict[str, int]] = field(default_factory=dict)

    @property
    def case_managers(self) -> list[Account]:
        """Those who ask for matches."""
        return self.accounts["case_manager"]


def add_account(cast: Cast, role: str, mail: str, name: str, **values: object) -> Account:
    """An account of the demonstration."""
    account = Account(
        id=cast.world.new_id(),
        region_id=cast.world.region_id,
        role=role,
        mail=mail,
        mail_index=crypto.mail_index(mail),
        display_name=name,
        **values,
    )
    db.session.add(account)
    cast.accounts.setdefault(role, []).append(account)
    return account
