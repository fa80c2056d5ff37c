"""Each chapter as a Jupyter notebook that reads as text."""
