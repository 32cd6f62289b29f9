"""The public questions, each an API of its own: `/queries/<name>` with typed parameters, in many formats, part by part.

`inquiry.py` reads what a request asks, `routes.py` answers it, `schemas.py` says beforehand what the answer is made of,
and `forms.py` what its page (`pages.py`) offers; `operations.py` describes all of it.
"""
