"""Mails: from the outbox to the relay."""
