"""Deliveries made by the thousand, clean ones and damaged ones: nothing is lost, every damage is told, nothing else is."""
