"""The product on a port of this machine, with two people of the staff and some volunteers in one region."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from lotsen import crypto, scope
from lotsen.accounts import passwords
from lotsen.accounts.models import Account
from lotsen.demonstration import service as demonstration
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.volunteers.models import Volunteer
from tests import databases, factories, network_results

HERE = "06440"
PASSWORD = "Apfelwein am Nachmittag 7"


@dataclass
class Running:
    """The product while it runs: its address, and what only its database knows."""

    app: Flask
    address: str

    def link_in_mail(self, kind: str, *, to: str) -> str:
        """The address in the newest mail of this kind to somebody."""
        with self.app.app_context(), scope.everywhere("a mail lies in the box of its reader"):
            written = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at.desc()))
            body = next(notice.body for notice in written if notice.mail == to)
            db.session.remove()
        found = re.search(re.escape(self.address) + r"\S+", body)
        assert found, f"no link in the mail {kind}"
        return found.group()

    def code_of(self, mail: str) -> str:
        """What the app of this person of the staff shows now."""
        with self.app.app_context(), scope.everywhere("an app knows its own seed"):
            seed = db.session.scalar(select(Account).where(Account.mail_index == crypto.mail_index(mail))).totp_seed
            db.session.remove()
        return pyotp.TOTP(seed).now()

    def audit_actions(self) -> list[str]:
        """What the log says was done, oldest first."""
        from lotsen.audit.models import AuditEntry

        with self.app.app_context(), scope.everywhere("the log is read as a whole"):
            actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
            db.session.remove()
        return actions


@contextmanager
def running(folder: Path, template: Path, *, is_demo: bool = False) -> Iterator[Running]:
    """Serve a fresh copy of the product, or its demonstration, until the journey is over."""
    databases.sqlite_copy(template, folder)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = databases.make_app(folder, public_url=f"http://127.0.0.1:{port}", is_demo=is_demo)
        with app.app_context():
            if is_demo:
                demonstration.fill(seed=1)
                db.session.remove()
            else:
                _fill()
        network_results.run_before_pages(app)
        server = make_server("127.0.0.1", port, app, threaded=True, fd=listening.fileno())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Running(app, f"http://127.0.0.1:{port}")
        server.shutdown()


def _fill() -> None:
    """A coordinator, a case manager, two who could help as well, and two whom a rule excludes."""
    with scope.of(HERE):
        for role, name in (("coordinator", "Karin Koordination"), ("case_manager", "Fatma Fallmanagement")):
            account = factories.account(role, mail=f"{role}@example.org", display_name=name)
            account.password_hash = passwords.hash_password(PASSWORD)
            if role == "case_manager":
                factories.staff_member(account_id=account.id, name=name)
        factories.volunteer(first_name="Berta", last_name="Beispiel", languages={"deu": 5, "ara": 3}, needs=("alltag",))
        factories.volunteer(first_name="Paula", last_name="Polnisch", languages={"deu": 7, "pol": 7})
        full: Volunteer = factories.volunteer(first_name="Vera", last_name="Vergeben", capacity=1)
        full.taken_count = 1
        db.session.commit()
    db.session.remove()
