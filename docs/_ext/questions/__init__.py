"""Questions in the text, and how many of them a reader has answered."""
