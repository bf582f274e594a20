"""Who leaves in thought: questions to the network that were kept under a name, to open again and compare."""
