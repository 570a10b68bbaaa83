"""Text that a spreadsheet program would work out: written behind an apostrophe (OWASP, CSV injection)."""

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def quoted(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_BEGINS) else cell


def unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_BEGINS) else cell
