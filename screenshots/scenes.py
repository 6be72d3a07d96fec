"""What is pictured: the keys that lead there from the first screen, and which screen that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.command import CommandPalette

from recouv.tui.forms.bulk_actions import BulkTalk
from recouv.tui.forms.call import TalkForm
from recouv.tui.forms.commitments import DisputeForm, PromiseForm
from recouv.tui.forms.payment import PaymentForm
from recouv.tui.forms.plan import PlanForm
from recouv.tui.screens.agenda import AgendaScreen
from recouv.tui.screens.balance import BalanceScreen
from recouv.tui.screens.crossed import CrossedScreen
from recouv.tui.screens.dossier import DossierScreen
from recouv.tui.screens.held import HeldScreen
from recouv.tui.screens.help import HelpScreen
from recouv.tui.screens.letter_choice import LetterChoice
from recouv.tui.screens.mail import MailScreen
from recouv.tui.screens.menu import LetterMenu
from recouv.tui.screens.news import NewsScreen
from recouv.tui.screens.outlook import OutlookScreen
from recouv.tui.screens.preview import PreviewScreen
from recouv.tui.screens.problems import ProblemsScreen
from recouv.tui.screens.queue import QueueScreen
from recouv.tui.screens.reader import Reader
from recouv.tui.screens.reasoning import ReasoningReader
from recouv.tui.screens.sending import SendingScreen
from recouv.tui.screens.undo_list import UndoList
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from typing import Any

    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Look:
    """In which language, colours and size of terminal a scene is pictured."""

    language: str
    theme: str
    size: tuple[int, int]

    @property
    def suffix(self) -> str:
        """What the name of the file says of it."""
        return f"{self.language}.{self.theme}.{self.size[0]}x{self.size[1]}"


LOOKS = tuple(
    Look(language, theme, size)
    for language in ("fr", "en")
    for theme in ("dark", "light")
    for size in ((80, 24), (160, 50))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture, in every language, theme and size."""

    name: str
    keys: tuple[str, ...] = ()
    screen: type[Screen[Any]]
    """Where the keys must have led: a picture of anything else is refused."""
    places: tuple[Place, ...]
    """Of which places the verbs can be used there."""
    spoiled: bool = False
    """Whether one dossier cannot be read."""
    shared: bool = False
    """Whether a colleague writes the workspace too, and has just been at work."""
    empty: bool = False
    """A new workspace instead of the demo."""


_CALL = ("j", "a", "p", *"+7", "enter")
_PAYMENT = ("r", *"1000")

SCENES = (
    Scene(name="agenda", keys=("j",), screen=AgendaScreen, places=(Place.AGENDA, Place.LIST)),
    Scene(name="balance", keys=("2", "j"), screen=BalanceScreen, places=(Place.BALANCE, Place.LIST, Place.TIME)),
    Scene(name="dossier", keys=("j", "3"), screen=DossierScreen, places=(Place.DOSSIER, Place.CLIENT)),
    Scene(name="outlook", keys=("4",), screen=OutlookScreen, places=(Place.OUTLOOK,)),
    Scene(name="call", keys=("j", "j", "j", "enter", "p", "c", "1", "5"), screen=TalkForm, places=(Place.FORM,)),
    Scene(name="promise", keys=("j", "j", "j", "p", "1", "5"), screen=PromiseForm, places=(Place.FORM,)),
    Scene(name="plan", keys=("j", "P", "6"), screen=PlanForm, places=(Place.FORM,)),
    Scene(name="dispute", keys=("j", "d", "q", *"Teinte"), screen=DisputeForm, places=(Place.FORM,)),
    Scene(name="more", keys=("j", "plus"), screen=LetterMenu, places=(Place.CLIENT,)),
    Scene(name="why", keys=("j", "j", "j", "E"), screen=ReasoningReader, places=(Place.READER,)),
    Scene(name="held", keys=("h", "j"), screen=HeldScreen, places=(Place.HELD,)),
    Scene(name="queue", keys=("F", "space", "space", "space"), screen=QueueScreen, places=(Place.QUEUE,)),
    Scene(name="letter", keys=("L",), screen=PreviewScreen, places=(Place.PREVIEW,)),
    Scene(name="letters", keys=("L", "l", "j"), screen=LetterChoice, places=(Place.CHOICE,)),
    Scene(name="mail", keys=("B", "j"), screen=MailScreen, places=(Place.MAIL,)),
    Scene(name="sending", keys=("B", "asterisk", "P"), screen=SendingScreen, places=(Place.SENDING,)),
    Scene(name="payment", keys=("j", *_PAYMENT), screen=PaymentForm, places=(Place.FORM,)),
    Scene(name="bulk", keys=("space", "space", "m"), screen=BulkTalk, places=(Place.BULK,)),
    Scene(name="help", keys=("question_mark",), screen=HelpScreen, places=(Place.EVERYWHERE,)),
    Scene(name="palette", keys=("ctrl+p", *"le"), screen=CommandPalette, places=(Place.EVERYWHERE,)),
    Scene(name="entry", keys=("j", "3", "tab", "enter"), screen=Reader, places=(Place.READER,)),
    Scene(
        name="undo",
        keys=(*_CALL, *_PAYMENT, "enter", "u", "U"),
        screen=UndoList,
        places=(Place.PAST,),
    ),
    Scene(name="news", keys=("J",), screen=NewsScreen, places=(Place.NEWS,), shared=True),
    Scene(name="crossings", keys=("X",), screen=CrossedScreen, places=(Place.CROSSED,), shared=True),
    Scene(name="empty", screen=AgendaScreen, places=(Place.EVERYWHERE,), empty=True),
    Scene(name="unreadable", keys=("2", "end", "3"), screen=DossierScreen, places=(Place.DOSSIER,), spoiled=True),
    Scene(name="problems", keys=("2", "end", "e"), screen=ProblemsScreen, places=(Place.PROBLEMS,), spoiled=True),
)

#: A call with a promise, a payment, and the payment undone: keys, and how long what they lead to is shown, in ms.
TOUR = (
    ((), 2500),
    (("j",), 1000),
    (("a",), 1500),
    (("p",), 1000),
    (("+", "7"), 2000),
    (("enter",), 2500),
    (("r",), 1500),
    (("1", "0", "0", "0"), 2000),
    (("enter",), 2500),
    (("u",), 3500),
)
