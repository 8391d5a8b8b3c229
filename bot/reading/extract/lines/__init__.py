"""Lines among an article's paragraphs that are not the article, in both languages."""
