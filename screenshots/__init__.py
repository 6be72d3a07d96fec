"""Pictures of the screens, for the documents: the real application, on the demo, on the day its stories are told."""
