"""Which jobs run, and when; ``jobs`` runs them."""

from typing import Final

from huey import crontab

from lotsen.accounts.service import forget_old_sign_ins
from lotsen.check_ins.service import ask_check_ins
from lotsen.database import measure_tables
from lotsen.gaps.tracking import follow_gaps
from lotsen.imports.service import forget_old_lists, work_on_lists
from lotsen.interest_questions.morning import ask_and_remind
from lotsen.interest_questions.silence import tell_and_end
from lotsen.jobs import Schedule
from lotsen.matching_runs.long_runs import solve_waiting
from lotsen.matching_runs.suggestions import refresh_suggestions
from lotsen.network_results.renewal import renew_results
from lotsen.notices.overview import write_overviews
from lotsen.notices.rounds import gather_due
from lotsen.notices.service import deliver_due
from lotsen.own_pages.absences import remind_of_ends
from lotsen.planned_meetings.asking import ask_what_became
from lotsen.proposals.deadlines import expire_unanswered
from lotsen.retention.service import delete_overdue
from lotsen.sign_ups.service import forget_unfinished
from lotsen.waits.service import lay_out_pools

EVERY_MINUTE = crontab()
EVERY_HOUR = crontab(minute="7")
EVERY_MORNING = crontab(hour="8", minute="10")  # mails that people read by day
EVERY_NIGHT = crontab(hour="2", minute="30")
AFTER_THAT = crontab(hour="2", minute="50")  # last, because it leaves the file without traces

SCHEDULE: Final[Schedule] = (
    (gather_due, EVERY_MINUTE),
    (deliver_due, EVERY_MINUTE),
    (expire_unanswered, EVERY_MINUTE),
    (work_on_lists, EVERY_MINUTE),
    (solve_waiting, EVERY_MINUTE),
    (refresh_suggestions, EVERY_MINUTE),
    (renew_results, EVERY_MINUTE),
    (follow_gaps, EVERY_MINUTE),
    (ask_check_ins, EVERY_HOUR),
    (ask_what_became, EVERY_HOUR),
    (write_overviews, EVERY_HOUR),
    (ask_and_remind, EVERY_MORNING),
    (tell_and_end, EVERY_MORNING),
    (remind_of_ends, EVERY_MORNING),
    (forget_old_sign_ins, EVERY_NIGHT),
    (forget_unfinished, EVERY_NIGHT),
    (forget_old_lists, EVERY_NIGHT),
    (delete_overdue, AFTER_THAT),
    (measure_tables, EVERY_HOUR),
    (lay_out_pools, EVERY_HOUR),
)
