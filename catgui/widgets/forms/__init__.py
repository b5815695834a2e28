"""Controls that settings are entered with."""
