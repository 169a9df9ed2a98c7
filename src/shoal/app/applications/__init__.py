"""Who applied or is with the brand already: forms, exports of form tools, files that wait for a yes."""
