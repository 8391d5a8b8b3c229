"""The background worker: reconcilers that make the outside be as the database says, and what they run on."""
