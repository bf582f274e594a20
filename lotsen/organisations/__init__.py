"""Agencies, providers, migrant organisations and their paid staff."""
