"""The core: comments and where they appear, posts, discussions and rooms."""
