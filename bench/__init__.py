"""Time and memory: the whole run beside a job written by hand in DuckDB SQL for the same numbers."""
