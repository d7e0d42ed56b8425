# The stand-in has no Python: this file and version.py make its folder the shape of a curtin source tree.
__version__ = "0.1"
