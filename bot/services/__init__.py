"""One module for each thing a person can do, and what they need of a chat platform as ports."""

from __future__ import annotations
