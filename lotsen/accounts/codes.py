"""The second factor as codes: one-time codes of an app (RFC 6238) and ten recovery codes on paper.

Every code opens once. Which one was used last is decided by a conditional update in the database, so
that fifty parallel requests with one code let one of them in.
"""

import base64
import binascii
import hmac
import io
import secrets
from enum import StrEnum

import pyotp
import segno
from markupsafe import Markup
from sqlalchemy import delete, func, or_, select, update

from lotsen import clock, crypto
from lotsen.accounts.models import Account, RecoveryCode
from lotsen.crypto import SealBroken
from lotsen.database import change
from lotsen.extensions import db

STEP_SECONDS = 30
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
ISSUER = "Lotsennetz"


class Kind(StrEnum):
    """Which code opened."""

    APP = "app"
    RECOVERY = "recovery"


def new_seed() -> str:
    """Make the secret that an app and we share: 160 bits, as RFC 4226 wants."""
    return pyotp.random_base32(32)


def seal_offer(seed: str, account_id: object) -> str:
    """Wrap a seed that is not confirmed yet: the form carries it and cannot choose another."""
    return base64.urlsafe_b64encode(crypto.ring().seal(seed, f"offered seed|{account_id}")).decode()


def open_offer(offer: str, account_id: object) -> str | None:
    """Read an offered seed back; None for anything we did not offer to this account."""
    try:
        return str(crypto.ring().open(base64.urlsafe_b64decode(offer), f"offered seed|{account_id}"))
    except (SealBroken, ValueError, binascii.Error):
        return None


def app_address(seed: str, mail: str) -> str:
    """The address that authenticator apps read from the picture."""
    return pyotp.TOTP(seed).provisioning_uri(name=mail, issuer_name=ISSUER)


def picture(address: str) -> Markup:
    """A QR code as SVG, black on white also where the page is dark."""
    out = io.BytesIO()
    code = segno.make(address, error="m")
    code.save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=3, dark="#000", light="#fff",
              svgclass="qr-code", lineclass=None, omitsize=False)  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704 - made of squares by segno


def step_of(seed: str, code: str) -> int | None:
    """The time step a code belongs to: now, the one before or the one after; None for a wrong code."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(seed)
    found = None
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def use(account: Account, text: str) -> Kind | None:
    """Use up a code in the running transaction; None when it does not open (wrong, or used before)."""
    code = "".join(text.split()).replace("-", "").lower()
    if code.isascii() and code.isdigit() and len(code) == 6:
        return Kind.APP if _use_app_code(account, code) else None
    return Kind.RECOVERY if _use_recovery_code(account, code) else None


def _use_app_code(account: Account, code: str) -> bool:
    step = step_of(account.totp_seed, code) if account.totp_seed else None
    if step is None:
        return False
    unused = or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    return change(update(Account).where(Account.id == account.id, unused).values(totp_last_step=step)) == 1


def _use_recovery_code(account: Account, code: str) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.account_id == account.id,
        RecoveryCode.code_hash == _code_hash(account, code),
        RecoveryCode.used_at.is_(None),
    )
    return change(unused.values(used_at=clock.now())) == 1


def new_recovery_codes(account: Account) -> list[str]:
    """Replace the recovery codes in the running transaction; they are shown once and stored as hashes."""
    old = delete(RecoveryCode).where(RecoveryCode.account_id == account.id)
    db.session.execute(old.execution_options(synchronize_session=False))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        db.session.add(
            RecoveryCode(region_id=account.region_id, account_id=account.id, code_hash=_code_hash(account, code))
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(account: Account) -> int:
    """How many recovery codes still open."""
    unused = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def _code_hash(account: Account, code: str) -> bytes:
    return crypto.ring().index(code, f"recovery code|{account.id}")
