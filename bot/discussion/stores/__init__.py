"""SQL of the core: one module for each aggregate."""
