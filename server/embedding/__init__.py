"""Parts of our pages for the pages of others: frames, oEmbed, and a web component.

`views.py` is what is shown, as HTML in a frame and as JSON; `programs.py`, `policies.py` and `questions.py` make views.
Nothing is imported here, for `pages.py` needs `discovery.py`.
"""
