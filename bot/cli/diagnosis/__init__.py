"""Commands that tell how an installation stands."""
