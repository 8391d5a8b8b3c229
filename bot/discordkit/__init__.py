"""What everything that Discord shows or sends has in common."""
