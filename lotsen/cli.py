"""What an operator does from the shell: ``flask --app wsgi COMMAND``."""

import json
import os
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from lotsen import scope


@click.command("geodata")
@with_appcontext
def _geodata() -> None:
    """Load regions, municipalities and postal codes (once; again changes nothing)."""
    from lotsen.regions.geodata import load

    regions, municipalities, codes = load()
    click.echo(f"{regions} Regionen, {municipalities} Gemeinden, {codes} Postleitzahlen.")


@click.command("first-admin")
@click.option("--region", default="", help="Key of the region, for instance 06440.")
@with_appcontext
def _first_admin(region: str) -> None:
    """Print a one-time link for the first administrator, as long as nobody can sign in."""
    from lotsen.accounts.invitations import first_administrator_link

    link = first_administrator_link(region or None)
    click.echo(link or "Es gibt schon Konten; die Regionalverwaltung lädt weitere ein.")


@click.command("operator-account")
@click.argument("mail")
@click.option("--name", default="Betrieb", show_default=True, help="How the account is called.")
@click.option("--lock", is_flag=True, help="Lock the account instead.")
@with_appcontext
def _operator_account(mail: str, name: str, *, lock: bool) -> None:
    """Make an account for whoever runs the machine, or let it start over: prints a one-time link."""
    from lotsen.accounts import operators
    from lotsen.errors import Invalid

    try:
        if lock:
            operators.lock(mail)
            click.echo("Das Konto ist gesperrt, alle Anmeldungen sind beendet.")
        else:
            click.echo(f"Einmal und 48 Stunden lang: {operators.invite(mail, name)}")
    except Invalid as error:
        click.echo(str(error.sentence), err=True)
        sys.exit(1)


@click.command("demo-data")
@click.option("--seed", default=7, show_default=True)
@with_appcontext
def _demo_data(seed: int) -> None:
    """Fill an empty register with invented people of one Landkreis and two neighbours."""
    from lotsen.demonstration.service import fill

    click.echo(fill(seed=seed))


@click.command("demo-sign-ins")
@with_appcontext
def _demo_sign_ins() -> None:
    """Print one ready sign-in per role of the demonstration."""
    from lotsen.demonstration.service import sign_ins

    for line in sign_ins():
        click.echo(line)


@click.command("audit-verify")
@click.option("--anchor", type=click.Path(exists=True, path_type=Path), help="Anchors kept outside.")
@with_appcontext
def _audit_verify(anchor: Path | None) -> None:
    """Walk every audit chain; exit status 1 and the first bad entry when one does not hold."""
    from lotsen.audit import service

    known = {item["region"]: item for item in json.loads(anchor.read_text())} if anchor else {}
    faults = 0
    for head in service.anchors():
        item = known.pop(head.region_id, None)
        outside = item and service.Anchor(head.region_id, item["seq"], bytes.fromhex(item["mac"]))
        fault = service.verify(head.region_id, outside or None)
        faults += fault is not None
        click.echo(
            f"{head.region_id}: {head.seq} Einträge, "
            + (f"FEHLER bei {fault.seq} ({fault.reason})" if fault else "in Ordnung")
        )
    for region in known:
        faults += 1
        click.echo(f"{region}: FEHLER, die Kette fehlt")
    sys.exit(1 if faults else 0)


@click.command("audit-anchor")
@with_appcontext
def _audit_anchor() -> None:
    """Print the heads of all chains as JSON, to be kept outside."""
    from lotsen.audit import service

    click.echo(json.dumps([{"region": a.region_id, "seq": a.seq, "mac": a.mac.hex()} for a in service.anchors()]))


@click.command("bounce")
@with_appcontext
def _bounce() -> None:
    """Note a mail that came back: its report (RFC 3464) comes on the standard input, as a mail server pipes it.

    Exit status 0: noted, or nothing to note. 2: no report about a mail of ours, nothing changed. 75: try again later.
    """
    from sqlalchemy.exc import OperationalError

    from lotsen.notices import bounces

    try:
        click.echo(bounces.note(sys.stdin.buffer.read(bounces.MOST_BYTES + 1)))
    except bounces.NotAReport as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except OperationalError:
        click.echo("Die Datenbank ist gerade nicht erreichbar.", err=True)
        sys.exit(os.EX_TEMPFAIL)


@click.command("work")
@with_appcontext
def _work() -> None:
    """Be a worker for jobs, beside several web processes."""
    from lotsen.jobs import work_forever

    work_forever()


@click.command("check")
@with_appcontext
def _check() -> None:
    """Check that the database keeps what it confirms; a sentence and exit status 1 otherwise."""
    from lotsen.database import NotDurable, check_durability
    from lotsen.extensions import db

    try:
        with scope.everywhere("durability check"):
            check_durability(db.engine)
    except NotDurable as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo("Die Datenbank bewahrt, was sie bestätigt.")


def add_commands(app: Flask) -> None:
    """Make the commands known to flask."""
    for command in (
        _geodata, _first_admin, _operator_account, _demo_data, _demo_sign_ins, _audit_verify, _audit_anchor, _work,
        _check, _bounce,
    ):  # fmt: skip
        app.cli.add_command(command)
