"""Sound exports, polluted in every way that factories know, with the outcome that is right for each."""
