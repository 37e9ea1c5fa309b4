"""Each rule of what a protocol means, as a small table in and a small table out; printed as the manual."""
