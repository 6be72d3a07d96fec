"""When messages leave: on days that are worked, between the hours of the house.

Source: usage; repeated or night-time solicitations of a consumer are aggressive practices (C. conso. L121-6, L121-7).
"""

from __future__ import annotations

from datetime import datetime

from recouv.domain.mail import Mail
from recouv.domain.message import Message, say
from recouv.domain.practice import Calendar
from recouv.rules.working_days import WorkingDays


def why_not_now(mail: Mail, calendar: Calendar, moment: datetime) -> Message | None:
    """Why no message leaves at that local moment; `None` when they may.  The last hour is not included."""
    if not WorkingDays(calendar).is_worked(moment.date()):
        return say("{day} is not worked", day=moment.date())
    return outside(mail.hours, moment)


def outside(hours: tuple[str, str], moment: datetime) -> Message | None:
    """That the moment is not between these hours, `HH:MM`, the last one not included; `None` when it is."""
    first, last = hours
    if first <= f"{moment:%H:%M}" < last:
        return None
    return say("messages leave between {first} and {last}", first=first, last=last)
