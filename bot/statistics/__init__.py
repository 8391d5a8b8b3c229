"""Figures about discussions as pictures: when people write, in which language, and how long comments wait."""
