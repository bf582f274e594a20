"""Make of every messages.po the messages.mo that the pages read.

    python translations/compile.py

As ``pybabel compile --use-fuzzy`` does it, but a text in the plural that nobody translated is left out. Babel would
write its German words into all forms of the other language: Arabic would read "1 Personen", Ukrainian "21 Person".
Left out, the German text is chosen by the German rule.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent


def main() -> None:
    """Every language beside this file."""
    for path in sorted(HERE.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        for message in list(catalog):
            if message.id and isinstance(message.string, (tuple, list)) and not all(message.string):
                catalog.delete(message.id, message.context)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog, use_fuzzy=True)


if __name__ == "__main__":
    main()
