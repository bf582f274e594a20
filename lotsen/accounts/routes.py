"""The pages of accounts: where each one lives, and how it is called."""

from flask import Blueprint

from lotsen.accounts import administration, by_mail, own_account, signing_in

pages = Blueprint("accounts", __name__, url_prefix="/konto")

LOOK, SEND, BOTH = ("GET",), ("POST",), ("GET", "POST")
for path, methods, view in (
    ("/anmelden", BOTH, signing_in.sign_in),
    ("/zweiter-faktor", BOTH, signing_in.second_factor),
    ("/passkey", BOTH, signing_in.passkey),
    ("/abmelden", SEND, signing_in.sign_out),
    ("/passwort-vergessen", BOTH, by_mail.forgot_password),
    ("/neues-passwort/<token>", BOTH, by_mail.reset_password),
    ("/link/<token>", BOTH, by_mail.mail_link),
    ("/einladung/<token>", BOTH, by_mail.invitation),
    ("", BOTH, own_account.own_page),
    ("/bestaetigen", BOTH, own_account.confirm),
    ("/passwort", BOTH, own_account.change_password),
    ("/zweiter-faktor/einrichten", BOTH, own_account.set_up_second_factor),
    ("/wiederherstellungscodes", BOTH, own_account.renew_recovery_codes),
    ("/passkeys/neu", BOTH, own_account.add_passkey),
    ("/passkeys/<uuid:passkey_id>/entfernen", BOTH, own_account.remove_passkey),
    ("/anmeldungen", LOOK, own_account.sessions),
    ("/anmeldungen/<uuid:sign_in_id>/beenden", SEND, own_account.end_session),
    ("/anmeldungen/beenden", SEND, own_account.end_other_sessions),
    ("/alle", LOOK, administration.listing),
    ("/einladen", BOTH, administration.invite),
    ("/alle/<uuid:account_id>", LOOK, administration.page),
    ("/alle/<uuid:account_id>/rolle", BOTH, administration.change_role),
    ("/alle/<uuid:account_id>/sperren", BOTH, administration.deactivate),
    ("/alle/<uuid:account_id>/neu-beginnen", BOTH, administration.start_over),
    ("/alle/<uuid:account_id>/entsperren", SEND, administration.activate),
    ("/alle/<uuid:account_id>/einladung", SEND, administration.invite_again),
):
    pages.add_url_rule(path, methods=methods, view_func=view)
