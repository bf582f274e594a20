"""Passkeys (WebAuthn): a key in the person's device, unlocked by finger, face or PIN. It is both factors.

A challenge lies in the signed form cookie and is answered once: its use is counted in the database.
Origin and host come from the settings, never from the request.
"""

import base64
import ipaddress
import json
import secrets
import uuid
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import session
from flask_babel import gettext as _
from sqlalchemy import select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from lotsen import clock, scope
from lotsen.accounts import throttle
from lotsen.accounts.models import Account, Passkey
from lotsen.database import change, own_transaction
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.settings import current_settings

CHALLENGE_SECONDS = 300
MOST = 10  # passkeys of one account


def _public_url() -> str:
    return current_settings().public_url


def host() -> str:
    """The host that passkeys of this installation belong to (relying party id)."""
    return urlsplit(_public_url()).hostname or ""


def origin() -> str:
    """The only origin whose answers count."""
    parts = urlsplit(_public_url())
    return f"{parts.scheme}://{parts.netloc}"


def are_possible() -> bool:
    """Whether browsers allow passkeys here: they belong to names, so a bare address has none."""
    try:
        ipaddress.ip_address(host())
    except ValueError:
        return bool(host())
    return False


def options_to_add(account: Account) -> str:
    """What the browser needs to make a passkey for an account, as JSON."""
    known = [PublicKeyCredentialDescriptor(id=key.credential_id) for key in of(account.id)]
    options = webauthn.generate_registration_options(
        rp_id=host(),
        rp_name="Lotsennetz",
        user_id=account.id.bytes,  # random, and says nothing of the person
        user_name=account.mail,
        user_display_name=account.display_name,
        challenge=_new_challenge(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=known,
    )
    return webauthn.options_to_json(options)


def options_to_sign_in() -> dict[str, Any]:
    """What the browser needs to answer with any passkey it has of us."""
    options = webauthn.generate_authentication_options(
        rp_id=host(), challenge=_new_challenge(), user_verification=UserVerificationRequirement.REQUIRED
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def of(account_id: uuid.UUID) -> list[Passkey]:
    """The passkeys of an account, oldest first."""
    statement = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at)
    return list(db.session.scalars(statement))


def check_new(credential: str) -> VerifiedRegistration:
    """Check the passkey a browser has made; Invalid when its answer is not ours. Before any transaction."""
    challenge = _take_challenge()
    try:
        return webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise _refusal() from error


def add(account: Account, made: VerifiedRegistration, label: str) -> Passkey:
    """Give an account a checked passkey, in the running transaction."""
    if len(of(account.id)) >= MOST:
        raise Invalid(_("Mehr als zehn Passkeys gehen nicht. Entfernen Sie zuerst einen alten."))
    passkey = Passkey(
        region_id=account.region_id,
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        label=label,
    )
    db.session.add(passkey)
    return passkey


def recognise(credential: str) -> Account:
    """The account whose passkey answered, its counter moved on; Invalid otherwise. Before any transaction."""
    challenge = _take_challenge()
    passkey = _named_in(credential)
    try:
        proof = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise _refusal() from error
    with own_transaction(region=scope.EVERYWHERE) as session_:
        if not _count_on(passkey, proof.new_sign_count, session_):
            raise _refusal()
        account = session_.scalar(select(Account).where(Account.id == passkey.account_id, Account.is_active))
    if account is None:
        raise _refusal()
    return account


def _count_on(passkey: Passkey, sign_count: int, session_: Any) -> bool:
    """Move the counter; False when it stands still or goes back, which a copied key would cause."""
    unmoved = update(Passkey).where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
    return change(unmoved.values(sign_count=sign_count, last_used_at=clock.now()), session_) == 1


def _named_in(credential: str) -> Passkey:
    try:
        credential_id = base64url_to_bytes(json.loads(credential)["rawId"])
    except (ValueError, KeyError, TypeError) as error:
        raise _refusal() from error
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session_:
        found = session_.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
    if found is None:
        raise _refusal()
    return found


def _new_challenge() -> bytes:
    challenge = secrets.token_bytes(32)
    until = int(clock.now().timestamp()) + CHALLENGE_SECONDS
    session["passkey"] = {"challenge": bytes_to_base64url(challenge), "until": until}
    return challenge


def _take_challenge() -> bytes:
    """The challenge of this browser, once; a cookie that was kept does not open a second time."""
    kept = session.pop("passkey", None)
    if not kept or kept["until"] < clock.now().timestamp():
        raise _refusal()
    try:
        throttle.count((throttle.CHALLENGE, kept["challenge"]))
    except throttle.TooMany as error:
        raise _refusal() from error
    return base64.urlsafe_b64decode(kept["challenge"] + "==")


def _refusal() -> Invalid:
    return Invalid(_("Der Passkey wurde nicht erkannt. Bitte versuchen Sie es noch einmal."))
