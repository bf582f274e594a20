"""Results of the network: what takes long is worked out by a job and kept, pages read it and say how old it is."""
