"""Tests of signing in and of accounts."""
