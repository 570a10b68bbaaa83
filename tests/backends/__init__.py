"""Real engines for tests and benches: borrowed from an address in the environment, or started and ended here."""
