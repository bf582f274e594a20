"""Expected waits."""
