"""Files on their way in, and what people type: looked at, answered, mended, brought in once or dropped."""
