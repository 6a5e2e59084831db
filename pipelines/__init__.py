"""Steps over the other floors, and the Prefect flows that wrap them."""

DISTRIBUTION = "ppuri"
