"""Volunteer lists from Excel and CSV: read, checked row by row, taken over, undone."""
