"""Lets pre-commit use this repository as a Python hook: it installs the wheel of the same version.

This is not the package itself, which `packaging/pypi` builds.
"""

from setuptools import setup

setup(name="packlint-hook", version="0", py_modules=[], install_requires=["packlint==0.1.0"])
