"""Pages that answer when they are touched: graphs whose numbers move in a browser, without Python."""
