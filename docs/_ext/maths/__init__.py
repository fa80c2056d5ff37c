"""LaTeX in, MathML out: no script, no picture."""
