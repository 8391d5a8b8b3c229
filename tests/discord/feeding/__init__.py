"""Feeds on the simulated Discord."""
