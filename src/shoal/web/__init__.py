"""The web page: server-rendered, works without JavaScript. A door: parse, call one verb of the hallway, show."""
