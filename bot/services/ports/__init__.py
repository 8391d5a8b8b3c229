"""What services need of a chat platform."""
