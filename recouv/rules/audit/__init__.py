"""What a history may not do, and how each thing that it did is called: one clause of the proof, one module."""
