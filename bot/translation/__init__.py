"""Machine translation between English and Spanish: engines, what protects tokens, and what guards meaning."""
