"""What translates: a module for each engine, all behind one protocol. None is imported before it is used."""
