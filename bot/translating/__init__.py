"""Articles and comments in the other language: who allowed which engine, and what was made of what."""
