"""Volunteers: sign-up, Erstgespräch, Führungszeugnis, training, release, and their own page."""
