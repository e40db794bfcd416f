"""How good the records are: sample articles, their expected facts, scores and floors."""
