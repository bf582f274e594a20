"""Mail addresses and telephone numbers as lists hold them."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from lotsen.imports.findings import Remarks
from lotsen.imports.reading import Cell
from lotsen.imports.spelling import is_empty_word, tidy

_SPLIT_MAIL: Final = re.compile(r"[;,\s]+|\s*/\s*")
_AT: Final = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|\(a\)|\[a\]|\bat\b|@)\s*", re.IGNORECASE)
_DOT: Final = re.compile(r"\s*(?:\(dot\)|\[dot\]|\(punkt\)|\[punkt\]|\s(?:dot|punkt)\s)\s*", re.IGNORECASE)
_SPLIT_PHONE: Final = re.compile(r"\s*(?:[;,\n|]|\boder\b|\bund\b|&|/)\s*", re.IGNORECASE)


def valid_mail(text: str) -> str | None:
    """The address in lower case, or None if it cannot be one. Asks no other machine."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def read_mail(text: str, remarks: Remarks, column: int) -> str | None:
    """The first valid address of a cell; a broken one is never repaired without asking."""
    if is_empty_word(text):
        return None
    plain = re.sub(r"^mailto:", "", text.strip("<> "), flags=re.IGNORECASE)
    if address := valid_mail(plain):
        return address
    parts = [part.strip("<>()\"' ") for part in _SPLIT_MAIL.split(plain)]
    addresses = [address for part in parts if "@" in part and (address := valid_mail(part))]
    if addresses and sum("@" in part for part in parts) == len(addresses):
        if len(set(addresses)) > 1:
            remarks.add("mail_second", "note", column, text)
        return addresses[0]
    suggestion = _repaired(plain)
    if suggestion:
        remarks.add("mail_invalid", "question", column, text, way="guess", suggestion=suggestion)
    else:
        remarks.add("mail_invalid", "error", column, text)
    return None


def _repaired(text: str) -> str | None:
    joined = _DOT.sub(".", _AT.sub("@", text))
    joined = re.sub(r"@+", "@", joined).replace(" ", "").strip(".,;:")
    return valid_mail(re.sub(r",(?=[a-z]{2,4}$)", ".", joined)) or valid_mail(re.sub(r"\.{2,}", ".", joined))


def looks_like_mail(text: str) -> bool:
    """Somebody meant a mail address here."""
    return "@" in text


def looks_like_phone(text: str) -> bool:
    """Digits and what people write between them, enough of them for a number."""
    return bool(re.fullmatch(r"[+0-9][0-9\s()/.\-]{5,30}", text))


def parse_phone(text: str) -> str | None:
    """E.164 of a possible number, read as from Germany.

    >>> parse_phone("0641 123456"), parse_phone("+49 (0) 641 123456"), parse_phone("12")
    ('+49641123456', '+49641123456', None)
    """
    digits = re.sub(r"[^\d+()/.\- ]", " ", text).replace("(0)", "").strip()
    try:
        number = phonenumbers.parse(digits, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or len(str(number.national_number)) < 5:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_phone(cell: Cell, remarks: Remarks, column: int) -> str | None:
    """The number of a cell, or the first mobile one of several."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _phone_of_number(int(cell), remarks, column)
    text = tidy(str(cell)) if cell is not None else ""
    if is_empty_word(text):
        return None
    if whole := parse_phone(text):
        return whole
    numbers = [number for part in _SPLIT_PHONE.split(text) if (number := parse_phone(part))]
    if not numbers:
        remarks.add("phone_invalid", "error", column, text)
        return None
    chosen = next((number for number in numbers if _is_mobile(number)), numbers[0])
    if len(set(numbers)) > 1:
        remarks.add("phone_second", "note", column, text, phone=chosen)
    return chosen


def _is_mobile(number: str) -> bool:
    return number.startswith(("+4915", "+4916", "+4917"))


def _phone_of_number(number: int, remarks: Remarks, column: int) -> str | None:
    """A spreadsheet that took the number for a quantity has dropped its zero."""
    digits = str(number)
    phone = parse_phone(f"+{digits}" if digits.startswith("49") and len(digits) >= 11 else f"0{digits}")
    if phone is None:
        remarks.add("phone_invalid", "error", column, digits)
    else:
        remarks.add("phone_zero_restored", "fixed", column, digits)
    return phone
