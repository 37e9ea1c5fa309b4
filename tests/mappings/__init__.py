"""Mappings: how one centre's files are read."""
