"""Files of strangers, made into pictures that can be shown: only what is seen of them is kept.

Their bytes are looked at in a process of its own (`python -m app.pictures`), which holds no secret and cannot grow.
"""
