"""The whole way, from the command line and on real files."""
