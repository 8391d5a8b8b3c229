"""What stands in the tables, for those who look after a bot."""
