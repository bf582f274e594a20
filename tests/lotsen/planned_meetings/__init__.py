"""Planned meetings and Einsätze."""
