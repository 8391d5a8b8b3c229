"""What moderators put first in a discussion: featured comments, and a question."""
