"""The sentences that carry an article."""
