"""What moderators do about members in Discord itself: it comes in from the audit log there."""
