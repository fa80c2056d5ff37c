"""Chaos: the faults that the project promises to catch, injected one at a time.

``make chaos`` damages copies of the project and calls with bad arguments, and says of
each fault whether it was caught: refused with a message that names the place, or
survived with the same result. It then builds copies in which nothing is wrong, which
has to pass without a word, and takes each rule of the site out, which has to let that
rule's faults through.

The ids are those of one list: F01 to F22 a page and its build, F23 to F39 files,
networks and processes, F40 to F53 arguments of the library, F68 to F73 what is
installed and published. Some numbers are missing here. F54 to F67 are the reader's
browser and ``tests/browser`` has them; F22 and F73 happen on the host's machines, where
the workflows ``weekly`` and ``pages`` look for them.
"""
