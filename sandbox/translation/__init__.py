"""A translation service on this machine that knows a phrasebook, and can be told to fail."""
