"""Background work: reconcilers that make the outside match the database, their queue, clock and backoff."""
