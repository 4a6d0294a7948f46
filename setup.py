"""The rest is in ``pyproject.toml``: here, what stands beside the package in a clone and inside it in a wheel."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

RACINE = Path(__file__).parent
LIVRE = (".streamlit/config.toml", "docs", "referentiel", "streamlit_app.py")


class BuildPaquet(build_py):
    """Where ``caprse.socle.livre`` looks; a clone installed in place keeps reading its own files."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for nom in LIVRE:
            source, but = RACINE / nom, Path(self.build_lib) / "caprse" / "livre" / nom
            if source.is_dir():
                shutil.copytree(source, but, dirs_exist_ok=True)
            else:
                but.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, but)


setup(cmdclass={"build_py": BuildPaquet})
