"""What accounts can do. (Being written.)"""


def forget_old_sign_ins() -> None:
    """Delete sessions and counters that are over."""
