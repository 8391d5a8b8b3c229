"""What moderators do about members: warnings, mutes, bans, and what follows of them."""
