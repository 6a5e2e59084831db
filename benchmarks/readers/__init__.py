"""Reading factory files beside the general readers: time, memory, and what each got wrong."""
