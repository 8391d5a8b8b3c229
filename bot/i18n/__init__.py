"""The Spanish catalog and what reads it; dates, numbers and plurals in both languages."""
