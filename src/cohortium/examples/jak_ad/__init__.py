"""Janus kinase inhibitors in atopic dermatitis: the figures of a published cohort, and a protocol that asks for them."""
