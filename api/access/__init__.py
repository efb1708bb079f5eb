"""Who may ask, from where and how often: hosts, tokens, other sites' scripts, rates."""
