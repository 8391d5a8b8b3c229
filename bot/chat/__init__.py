"""The ports of the services, on Discord."""
