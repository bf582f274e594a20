"""The trial: after three meetings both sides are asked whether it shall go on; a no is the end of it, gently."""

from typing import Final

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.help_requests.models import HelpRequest
from lotsen.start.waiting_tandems import TRIAL_MEETINGS
from lotsen.tandems import codes, telling
from lotsen.tandems.models import Tandem

#: The reason of an end in the trial: it says nothing against anybody.
NOT_THIS_TIME: Final = "passt_nicht"


def ask_if_time(request: HelpRequest, tandem: Tandem) -> None:
    """Ask whoever has not said yes yet, once there were enough meetings; in the running transaction."""
    if tandem.status == "erprobung" and tandem.meetings_count >= TRIAL_MEETINGS and tandem.trial_asked_at is None:
        ask(request, tandem)


def ask(request: HelpRequest, tandem: Tandem) -> None:
    """Write to both sides who have not agreed yet; a newcomer without address is the Fallmanager:in's to ask."""
    tandem.trial_asked_at = clock.now()
    for side in codes.SIDES:
        if getattr(tandem, f"{side}_agreed_at") is None:
            telling.tell_side("trial_question", request, tandem, side, once=telling.stamp(), purpose=mail_links.TRIAL)
