"""The Spanish catalog; dates, numbers and plurals in both languages."""
