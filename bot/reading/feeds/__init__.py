"""Feeds: RSS, RDF, Atom and JSON Feed documents become entries."""
