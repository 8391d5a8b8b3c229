"""The product's concepts as frozen dataclasses, and pure rules. Imports nothing of ours and no discord."""
