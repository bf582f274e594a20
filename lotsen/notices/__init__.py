"""Mails, written in the transaction that causes them and delivered by a job."""
