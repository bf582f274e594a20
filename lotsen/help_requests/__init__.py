"""Help requests: what a newcomer needs, from the draft to its end."""
