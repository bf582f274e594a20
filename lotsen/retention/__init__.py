"""Deletion on the day: what is due by its retention class goes, and staff see beforehand what will go."""
