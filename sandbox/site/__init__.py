"""A small bilingual news site of our own on loopback: what a link in the sandbox leads to."""
