"""What moderators change of an article's cards."""
