"""Figures, one module per chapter: arrays in, a drawn ``Figure`` with its words out."""
