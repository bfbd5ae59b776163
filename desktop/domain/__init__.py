"""Plain facts and rules of Starling: dataclasses on the standard library alone."""
