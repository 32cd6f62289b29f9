"""The fault campaign: many requests at a real server while workers are killed, releases switched and clients leave.

`python -m tests.campaign --requests 10000 --seed 1` prints the outcomes, and ends with 1 if one of them may not be.
"""
