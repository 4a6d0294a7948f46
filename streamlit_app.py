"""ASGI entry of the workbook."""

from caprse.web import build_app

app = build_app()
