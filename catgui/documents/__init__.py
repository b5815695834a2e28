"""Opening, saving and exporting: dialogs, prompts, and the tasks behind them."""
