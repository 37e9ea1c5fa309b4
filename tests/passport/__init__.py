"""The validation passport: every reference value that the project holds, recomputed and compared digit by digit."""
