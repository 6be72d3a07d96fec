"""Open invoices and payments rebuilt from the lines of a client's account in the books.

What the lettering settled is settled; a letter group that does not balance is normal: what its credits do not cover
stays open, and a group of debits alone was paid after the books were written.  What is left is settled only where the
figures leave no doubt: same reference and amount; same amount, alone of its kind and not earlier than the invoice; one
opening line that is the sum of the credits left; a difference of five cents at most.  Nothing else is settled.

    open invoices − money not allocated = balance of the account, to the cent, always

Lettering is read per client: the same letters are used again for each.  The books of a later year open with what the
dossier already holds: those lines are matched with it, not created again, and the year's credits may settle it.

Source: the books of four companies, from three accounting programs or more; C. civ. art. 1342-10 (oldest first; read
2026-11-22).
"""

from __future__ import annotations

from recouv.rules.reconstruction.client_account import Reconstruction, reconstruct
from recouv.rules.reconstruction.lines import CustomerLine, LineKind

__all__ = ["CustomerLine", "LineKind", "Reconstruction", "reconstruct"]
