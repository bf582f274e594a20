"""Calendars: invitations and private feeds."""
