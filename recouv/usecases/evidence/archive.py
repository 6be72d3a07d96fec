"""The file as one zip: the same bytes for the same content, whoever makes it, and wherever.

Its members are in the order of their names, stored as they are (what compresses differs from one machine to another),
with the day of the statement as their date and the same permissions.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

#: What a zip can say of a year.
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
_UNIX = 3
_PLAIN_FILE = 0o100644


def as_zip(files: Mapping[str, bytes], folder: str, on: date) -> bytes:
    """The archive; its members stand in one `folder`, so that unpacking it fills no other."""
    stream = io.BytesIO()
    moment = (min(max(on.year, _FIRST_YEAR), _LAST_YEAR), on.month, on.day, 0, 0, 0)
    with zipfile.ZipFile(stream, "w") as archive:
        for path, data in sorted(files.items()):
            member = zipfile.ZipInfo(f"{folder}/{path}", moment)
            member.compress_type = zipfile.ZIP_STORED
            member.create_system = _UNIX
            member.external_attr = _PLAIN_FILE << 16
            archive.writestr(member, data)
    return stream.getvalue()
