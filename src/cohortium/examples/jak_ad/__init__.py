"""Janus kinase inhibitors in atopic dermatitis: a small synthetic study with the situations of a real one."""
