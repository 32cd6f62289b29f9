"""The benchmarks: synthetic graphs of our ontology, and each server beside its peers in the same run."""
