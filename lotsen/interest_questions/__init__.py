"""Does somebody who waits still want to? Asked, reminded after a week, at rest after two; back with one click."""
