"""Words, settings and storage; imports none of the other floors."""
