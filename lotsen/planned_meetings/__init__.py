"""Meetings of a tandem with a day and a time: planned, moved, called off, and what became of them."""
