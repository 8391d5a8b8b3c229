"""Comments shown in the other rooms of their discussion."""
