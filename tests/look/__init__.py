"""A small app that shows every building block of the pages, to look at and to test."""
