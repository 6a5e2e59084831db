"""Work on bytes of strangers in a child process: with limits of memory and time, and no harm where it dies."""

from ppuri.core.isolation.call import IsolatedError, Rejection, close, isolated, warm

__all__ = ["IsolatedError", "Rejection", "close", "isolated", "warm"]
