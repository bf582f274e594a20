"""Notes on a newcomer, a request or a tandem, with a day on which they come back to the work list."""
