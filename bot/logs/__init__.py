"""The log: its two formats, the code of each interaction, and what is never written into it."""
