"""Which entries of feeds are one story: by what names them, and by what they say."""
