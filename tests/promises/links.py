"""Links that open: a fresh token for every page that is reached by a mail, in a region of the tests."""

from collections.abc import Callable
from typing import Final

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from lotsen import scope
from lotsen.access import PERMISSIONS, Door
from lotsen.accounts import mail_links
from lotsen.calendar_feeds import service as calendar_feeds
from lotsen.extensions import db
from lotsen.notices import fewer
from lotsen.notices.models import Notice
from tests.promises.world import World

#: Endpoint -> purpose of its link, table of what it is about, and what else the link says.
MAILED: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    "accounts.invitation": (mail_links.INVITATION, "account", {}),
    "accounts.mail_link": (mail_links.SIGN_IN, "account", {}),
    "accounts.reset_password": (mail_links.RESET, "account", {}),
    "check_ins.answer": (mail_links.CHECK_IN, "check_in", {}),
    "gaps.confirm": (mail_links.INTRODUCTION, "introduction", {"side": "one"}),
    "interest_questions.answer": (mail_links.INTEREST, "interest_question", {}),
    "own_pages.enter": (mail_links.STATUS, "volunteer", {}),
    "planned_meetings.answer_held": (mail_links.HELD, "planned_meeting", {"side": "volunteer"}),
    "planned_meetings.answer_move": (mail_links.MOVED, "planned_meeting", {"side": "volunteer"}),
    "proposals.answer": (mail_links.ANSWER, "proposal", {}),
    "proposals.offer": (mail_links.OFFER, "proposal", {}),
    "sign_ups.confirm": (mail_links.CONFIRM_SIGN_UP, "volunteer", {}),
    "tandems.answer_dates": (mail_links.DATES, "tandem", {"side": "volunteer"}),
    "tandems.answer_trial": (mail_links.TRIAL, "tandem", {"side": "newcomer"}),
}


def _mailed(world: World, endpoint: str) -> str:
    purpose, table, facts = MAILED[endpoint]
    token = mail_links.create(purpose, world.keys[table], **facts)
    db.session.commit()
    return token


def _fewer(world: World) -> str:
    return fewer.token(db.session.scalars(select(Notice).where(Notice.id == world.keys["notice"])).one())


def _feed(world: World) -> str:
    url = calendar_feeds.renew(world.accounts["coordinator"])
    return url.rpartition("/")[2].removesuffix(".ics")


MAKERS: Final[dict[str, Callable[[World], str]]] = {
    **{endpoint: (lambda world, endpoint=endpoint: _mailed(world, endpoint)) for endpoint in MAILED},
    "notices.fewer": _fewer,
    "calendar_feeds.feed": _feed,
}
#: Links that are no link of a mail: drafts name themselves in a cookie or a form of their own.
OTHER: Final = {"sign_ups.resume"}


def opening(world: World, rule: Rule) -> str | None:
    """The address of a page behind a link, with a token that opens it; None for pages without one."""
    make = MAKERS.get(rule.endpoint)
    if make is None:
        return None
    with scope.of(world.region):
        db.session.rollback()
        token = make(world)
        db.session.rollback()
    built = rule.build({"token": token})
    assert built is not None
    return built[1]


def unknown(app: Flask) -> set[str]:
    """Pages behind links for which nobody makes a token here."""
    behind = {rule.endpoint for rule in app.url_map.iter_rules() if PERMISSIONS.get(rule.endpoint) is Door.LINK}
    return behind - MAKERS.keys() - OTHER
