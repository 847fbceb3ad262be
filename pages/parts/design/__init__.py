"""The Train page's design table and recipe."""
