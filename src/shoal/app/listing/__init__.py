"""All creators at once: the list with its facets, and the search that answers a sentence."""
