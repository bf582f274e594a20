"""Gaps as work: who has which one in hand, since when, what was begun, and how it ended."""
