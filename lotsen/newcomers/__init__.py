"""Newcomers: the people a Fallmanager:in asks a match for."""
