"""Addresses as squares that a phone can scan."""

import io

import segno


def square(address: str) -> str:
    """The square of an address, as an SVG drawing: black on white in every theme, because scanners expect it so."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return drawn.getvalue().decode()
