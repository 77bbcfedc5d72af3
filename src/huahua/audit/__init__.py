"""The audit log: who did what, when and from where, chained so that nothing can be changed unseen."""
