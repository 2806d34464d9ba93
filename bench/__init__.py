"""What is fast: Isthmus beside others, in one run on one machine. `make bench`; see docs/bench.md."""
