"""Views of answers: a lineage, the citations of a document, a cascade, a coverage, as pictures, tables and graph files.

`model` is what every format is written from: nodes with their places, edges, legend, and what was left out. `lineage`,
`cascade` and `coverage` make it of an answer, `layered`, `timeline` and `tiles` compute the places, and `writing` is
the table of formats.
"""
