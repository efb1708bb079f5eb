"""Answers for notebooks: every answer as pandas frames, as a NetworkX graph and as a picture, and how it shows itself.

`base` is what the answers themselves inherit; it loads the rest when it is asked for something. `tables` is what an
answer consists of, `of_documents` and `of_answers` say it of each kind of answer, `frames` makes frames and graphs of
tables, `shown` HTML and pictures. `queries` are answers to SPARQL, and `corpus` is the one object that a notebook
opens.
"""
