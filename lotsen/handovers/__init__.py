"""Who stands in for whom: a colleague for a colleague, a volunteer for a volunteer, for a while or for good."""
