"""Releases that can be cited: what two of them differ in, and the sets of files that are published of one."""
