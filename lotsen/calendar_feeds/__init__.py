"""Dates in people's own calendars: invitations in mails, and a private feed per person."""
