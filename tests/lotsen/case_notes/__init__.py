"""Tests of case_notes."""
