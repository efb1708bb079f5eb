"""What an operator sees of a running server: request ids, logs, metrics."""
