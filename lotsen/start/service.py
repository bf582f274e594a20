"""What waits for somebody, by role: each line one click from where it is done."""

from lotsen.accounts.sessions import SignedIn


def waiting_for(account: SignedIn) -> list[dict[str, object]]:
    """The task list of the start page. (Being written.)"""
    return []
