"""One engine over several machines: a worker on each, a coordinator that gives every camera to one of them."""
