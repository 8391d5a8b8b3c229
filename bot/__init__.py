"""Tertulia: a self-hosted Discord bot for bilingual (English and Spanish) communities and newsrooms."""
