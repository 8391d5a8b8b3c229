"""The kinds of documents that feeds are: XML, JSON, and what is neither."""
