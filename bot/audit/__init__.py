"""The audit, and the outbox for the effects of audited actions on Discord."""
