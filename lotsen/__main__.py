"""``python -m lotsen init``: write the secrets of a new installation, before the app can start."""

import os
import sys

from lotsen.settings import SETTINGS_FILE, fresh_settings_text


def init() -> str:
    """Write instance/settings.env, readable by its owner only, unless it is there already."""
    if SETTINGS_FILE.exists():
        return "instance/settings.env steht schon."
    SETTINGS_FILE.parent.mkdir(parents=True, exist_ok=True)
    partial = SETTINGS_FILE.with_suffix(".part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(fresh_settings_text())
        file.flush()
        os.fsync(file.fileno())
    partial.rename(SETTINGS_FILE)
    return "instance/settings.env ist angelegt. Bewahren Sie eine Kopie getrennt auf."


if __name__ == "__main__":
    if sys.argv[1:] != ["init"]:
        sys.exit("python -m lotsen init")
    print(init())
