"""Consents as objects: what was agreed to, in which words and language, when, and until when."""
