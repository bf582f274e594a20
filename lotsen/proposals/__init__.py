"""Proposals: whom we ask for a help request, in which order, and what they answer."""
