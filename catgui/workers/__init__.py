"""Long work in threads; each worker emits signals and knows no model."""
