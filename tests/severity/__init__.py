"""Bands of severity and grades of laboratory values, from files to tables."""
