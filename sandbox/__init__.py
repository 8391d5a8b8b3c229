"""A Discord on this machine: a server that an unmodified client talks to, and a page for people."""
