"""Tests of interest_questions."""
