"""What Discord shows: cards, buttons, dialogs, answers, and the one error boundary."""
