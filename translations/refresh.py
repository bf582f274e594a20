"""Bring the catalogues up to the texts in code and pages: ``python translations/refresh.py``.

Always the same order and line width, so that a change shows what changed. What is missing is counted.
"""

import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
POT = HERE / "messages.pot"
WIDTH = 110


def main() -> None:
    """Extract, update each language, write it down."""
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["-F", str(HERE / "babel.cfg"), "-k", "_l", "-k", "lazy_gettext", "--no-location", "-o", str(POT), "."]
    subprocess.run([*pybabel, *options], cwd=HERE.parent, check=True)
    with POT.open("rb") as file:
        template = read_po(file)
    for path in sorted(HERE.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, ignore_obsolete=True)
        written_on = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.creation_date = written_on  # a date alone is no change
        write(path, catalogue)
        missing = sum(1 for message in catalogue if message.id and not message.string)
        print(f"{path.parent.parent.name}: {len(catalogue)} texts, {missing} without translation")


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue sorted, without places and without what is no longer used."""
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, ignore_obsolete=True, width=WIDTH)


if __name__ == "__main__":
    main()
