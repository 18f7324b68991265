"""What must be there before torchvision is loaded: see `live`."""

from parity.tools import live  # noqa: F401
