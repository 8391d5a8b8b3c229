"""Articles become posts, stored before their cards are sent."""
