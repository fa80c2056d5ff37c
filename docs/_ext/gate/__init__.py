"""The gate: what fails a build, with page and line."""
