"""Invented people for a demonstration: one Landkreis with two neighbours, 18 months of history."""
