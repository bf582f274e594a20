"""What proposals can do. (Being written.)"""


def expire_unanswered() -> None:
    """Close proposals whose deadline has passed and ask the next person."""
