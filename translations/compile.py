"""Make of every messages.po the messages.mo that the pages read.

    python translations/compile.py

As ``pybabel compile --use-fuzzy`` does it, but for texts that nobody translated:

* A text in the plural is left out, and the German rule chooses. Babel would write its German words into all forms
  of the other language: Arabic would read "1 Personen", Ukrainian "21 Person".
* In a language written from right to left the German text stands in an isolate (UAX #9). Without it the page turns
  "41 hauptamtlich, 22 im Ehrenamt" around at every number, and puts the full stop before the sentence.
"""

from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
LEFT_TO_RIGHT, AGAIN = "\u2066", "\u2069"
MANY = 1000  # plural rules look at the last two or three digits


def main() -> None:
    """Every language beside this file."""
    for path in sorted(HERE.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        for message in [one for one in catalog if one.id and not _is_translated(one)]:
            if catalog.locale is not None and catalog.locale.text_direction == "rtl":
                message.string = _isolated(catalog, message)
            if not _is_translated(message):
                catalog.delete(message.id, message.context)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog, use_fuzzy=True)


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def _isolated(catalog: Catalog, message: Message) -> str | tuple[str, ...]:
    """The German words, told apart from what stands around them; nothing where no form is for one alone."""
    if not message.pluralizable:
        return f"{LEFT_TO_RIGHT}{message.id}{AGAIN}"
    one, many = (f"{LEFT_TO_RIGHT}{words}{AGAIN}" for words in message.id)
    alone = list(_forms_of_one(catalog))
    return tuple(one if form in alone else many for form in range(catalog.num_plurals)) if alone else ""


def _forms_of_one(catalog: Catalog) -> Iterator[int]:
    """The form for 1, if no other number has it: then the German rule can be said in the forms of the language."""
    form_of = c2py(catalog.plural_expr)
    if all(form_of(count) != form_of(1) for count in range(MANY) if count != 1):
        yield form_of(1)


if __name__ == "__main__":
    main()
