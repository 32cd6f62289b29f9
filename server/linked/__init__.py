"""Linked data: every IRI of ours answers here, with a page for people and a document for programs.

`/id/<kind>/<slug>` is a thing and answers 303; `/doc/<kind>/<slug>` is what the graph says of it. The ontology, the
shapes, named graphs, releases, contexts and frames are documents themselves and answer at once.
"""

from server.linked import contexts, graphs, releases, resources, shapes, vocabulary

routers = (
    releases.router,
    resources.router,
    vocabulary.router,
    shapes.router,
    graphs.router,
    contexts.router,
)
