"""New entries of feeds are filtered, routed, paced and posted."""
