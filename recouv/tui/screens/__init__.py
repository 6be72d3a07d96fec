"""The screens: each turns keys into one use case call and shows what comes back."""
