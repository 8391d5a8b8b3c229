"""What a running bot serves to those who watch it: its health, and its metrics for Prometheus."""
