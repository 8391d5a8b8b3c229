"""All SQL. Typed values go in and come out; rows never leave."""
