"""Pictures of figures: a Vega-Lite specification made from the rows of a query, and the SVG and PNG of it.

`routes` answers `/charts/...`. The rows become a figure (`programs`, `policies`, `answers`), the figure a specification
(`drawing`), and the specification a picture in a process of its own (`press`, `engraver`).
"""
