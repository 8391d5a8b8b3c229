"""Shared by all modules that talk to Discord."""
