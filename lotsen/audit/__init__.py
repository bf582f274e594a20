"""The record of who saw and changed whom, chained so that nobody can quietly alter it."""
