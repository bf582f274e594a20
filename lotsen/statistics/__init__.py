"""What happened in a year, in numbers that betray nobody."""
