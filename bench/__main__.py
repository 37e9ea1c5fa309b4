"""`python3 run.py bench`."""

from bench.bench import main

main()
