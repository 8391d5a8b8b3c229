"""A link, a file or a text becomes an :class:`~bot.domain.article.Article`."""
