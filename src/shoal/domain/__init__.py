"""The nouns: frozen dataclasses, the only thing that crosses a door."""
