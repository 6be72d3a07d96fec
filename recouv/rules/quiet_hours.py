"""When messages leave: on days that are worked, between the hours of the house.

Source: usage; repeated or night-time solicitations of a consumer are aggressive practices (C. conso. L121-6, L121-7).
"""

from __future__ import annotations

from datetime import datetime

from recouv.domain.mail import Mail
from recouv.domain.message import Message, say
from recouv.domain.practice import Calendar
from recouv.rules.working_days import WorkingDays


def why_not_now(
    mail: Mail, calendar: Calendar, moment: datetime, hours: tuple[str, str] | None = None
) -> Message | None:
    """Why no message leaves at that local moment, or none of a step with these `hours`; `None` when they may."""
    if not WorkingDays(calendar).is_worked(moment.date()):
        return say("{day} is not worked", day=moment.date())
    if not _is_between(mail.hours, moment):
        return say("messages leave between {first} and {last}", first=mail.hours[0], last=mail.hours[1])
    if hours is not None and not _is_between(hours, moment):
        return say("its step is for between {first} and {last}", first=hours[0], last=hours[1])
    return None


def _is_between(hours: tuple[str, str], moment: datetime) -> bool:
    """The last minute is not included."""
    return hours[0] <= f"{moment:%H:%M}" < hours[1]
