"""What a server's rules find in a comment: words, links and the like, each with what it found."""
