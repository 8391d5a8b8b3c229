"""The models of the ``firefox`` engine: which ones, and how they are installed."""
