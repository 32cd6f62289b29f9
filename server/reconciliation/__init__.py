"""The W3C Entity Reconciliation API over the names of a release (`/reconcile`)."""
