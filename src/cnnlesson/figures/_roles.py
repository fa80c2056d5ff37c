"""What a colour means in every figure, and how it looks on light and on dark paper."""

__all__ = ["ROLES"]

# role: (on light paper, on dark paper). Text in any of them has a contrast of at
# least 4.5 to 1 to its paper, but for `grid`, which carries no text. No role is a
# neutral grey: a colour of an image can therefore never be mistaken for a role.
ROLES: dict[str, tuple[str, str]] = {
    "paper": ("#fffffe", "#131416"),
    "ink": ("#1b1f24", "#dfe2e5"),
    "muted": ("#5a636d", "#9ca5ae"),
    "grid": ("#d5dae1", "#33383e"),
    "input": ("#0072b3", "#56b4e9"),
    "kernel": ("#946201", "#e69f00"),
    "output": ("#00795b", "#2fc49a"),
    "look": ("#c8400a", "#ff8a5c"),
}
