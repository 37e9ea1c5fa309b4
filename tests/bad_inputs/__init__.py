"""What spreadsheets, exports and attackers bring: one case per known kind of bad input."""
