"""The words of the product as frozen dataclasses and pure rules. Imports nothing of ours and no discord."""
