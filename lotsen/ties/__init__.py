"""Ties: who works with whom, and the network page that shows it."""
