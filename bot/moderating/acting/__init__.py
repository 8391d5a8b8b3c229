"""What moderators press and fill in to act about members, and what they read of them."""
